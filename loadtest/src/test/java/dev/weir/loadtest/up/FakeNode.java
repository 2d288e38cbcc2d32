package dev.weir.loadtest.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.Map;

/** A process that looks like a node from outside, as far as a supervisor can see. */
final class FakeNode {
  private static final Map<String, String> PAGES =
      Map.of(
          "/health/ready", "{\"status\": \"ready\"}",
          "/api/v1/nodes", "{\"total\": 1, \"nodes\": [{\"id\": \"origin-1\", \"ready\": true}]}",
          "/api/v1/streams",
              "{\"total\": 1, \"streams\": [{\"players\": 3, \"bitrateKbps\": 900}]}");

  private FakeNode() {}

  public static void main(String[] args) throws IOException {
    PrintStream log = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    log.println("fake node " + System.getenv("WEIR_NODE_ID") + " starts");
    if (args.length > 0) {
      log.println(args[0]);
      System.exit(3);
    }
    int port = Integer.parseInt(System.getenv("WEIR_HTTP_PORT"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    PAGES.forEach(
        (path, body) ->
            server.createContext(
                path,
                exchange -> {
                  byte[] bytes = body.getBytes(UTF_8);
                  String token = "Bearer " + System.getenv("WEIR_API_TOKEN");
                  String given = exchange.getRequestHeaders().getFirst("Authorization");
                  exchange.sendResponseHeaders(token.equals(given) ? 200 : 401, bytes.length);
                  exchange.getResponseBody().write(bytes);
                  exchange.close();
                }));
    server.start();
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }
}
