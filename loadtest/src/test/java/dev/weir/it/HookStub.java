package dev.weir.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server of somebody's, with a way of its own for each path. */
final class HookStub implements AutoCloseable {
  /** How a path answers. */
  interface Way {
    /** Answers; what is open afterwards is closed. */
    void answer(HttpExchange exchange, String body) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

  HookStub(Map<String, Way> ways) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ways.forEach(
        (path, way) -> {
          AtomicInteger count = new AtomicInteger();
          asked.put(path, count);
          server.createContext(
              path,
              exchange -> {
                try (exchange) {
                  byte[] body = exchange.getRequestBody().readAllBytes();
                  count.incrementAndGet();
                  way.answer(exchange, new String(body, StandardCharsets.UTF_8));
                }
              });
        });
    server.setExecutor(threads);
    server.start();
  }

  /** A whole answer. */
  static void say(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** As in {@code http://127.0.0.1:8080/hook}. */
  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** How many times a path was asked. */
  int asked(String path) {
    return asked.get(path).get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
