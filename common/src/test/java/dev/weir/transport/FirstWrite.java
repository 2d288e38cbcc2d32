package dev.weir.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;

/** A socket whose first write is sent in another way: that of a client's hello. */
final class FirstWrite extends Socket {
  private static final int HEADER = 5;
  private static final int SPLIT_AT = 10;

  private final Socket real;
  private final OutputStream out;

  /** Sends the first bytes. */
  private interface Sender {
    void send(OutputStream out, byte[] bytes, int from, int length) throws IOException;
  }

  private FirstWrite(Socket real, Sender sender) throws IOException {
    this.real = real;
    this.out =
        new FilterOutputStream(real.getOutputStream()) {
          private boolean sent;

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            if (sent) {
              out.write(bytes, from, length);
            } else {
              sent = true;
              sender.send(out, bytes, from, length);
            }
          }
        };
  }

  /** With these bytes before it, in one piece. */
  static Socket prefaced(Socket real, byte[] preface) throws IOException {
    return new FirstWrite(
        real,
        (out, bytes, from, length) -> {
          byte[] whole = Arrays.copyOf(preface, preface.length + length);
          System.arraycopy(bytes, from, whole, preface.length, length);
          out.write(whole);
        });
  }

  /** The TLS record that it is in two, the first of them with 10 bytes. */
  static Socket split(Socket real) throws IOException {
    return new FirstWrite(
        real,
        (out, bytes, from, length) -> {
          record(out, bytes, from, from + HEADER, SPLIT_AT);
          record(out, bytes, from, from + HEADER + SPLIT_AT, length - HEADER - SPLIT_AT);
        });
  }

  private static void record(OutputStream out, byte[] bytes, int header, int from, int length)
      throws IOException {
    out.write(bytes, header, HEADER - 2);
    out.write(new byte[] {(byte) (length >> 8), (byte) length});
    out.write(bytes, from, length);
    out.flush();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return real.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return real.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return real.getInetAddress();
  }

  @Override
  public int getPort() {
    return real.getPort();
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return real.getSoTimeout();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    real.setSoTimeout(millis);
  }

  @Override
  public void shutdownOutput() throws IOException {
    real.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    real.close();
  }
}
