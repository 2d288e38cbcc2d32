package dev.weir.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** A socket that sends the first TLS record in two, the first of them with 10 bytes. */
final class SplitHello extends Socket {
  private static final int HEADER = 5;
  private static final int FIRST = 10;

  private final Socket real;
  private final OutputStream out;

  SplitHello(Socket real) throws IOException {
    this.real = real;
    this.out = new Splitter(real.getOutputStream());
  }

  private static final class Splitter extends FilterOutputStream {
    private boolean split;

    Splitter(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (split) {
        out.write(bytes, from, length);
        return;
      }
      split = true;
      record(bytes, from, from + HEADER, FIRST);
      record(bytes, from, from + HEADER + FIRST, length - HEADER - FIRST);
    }

    private void record(byte[] bytes, int header, int from, int length) throws IOException {
      out.write(bytes, header, HEADER - 2);
      out.write(new byte[] {(byte) (length >> 8), (byte) length});
      out.write(bytes, from, length);
      out.flush();
    }
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
