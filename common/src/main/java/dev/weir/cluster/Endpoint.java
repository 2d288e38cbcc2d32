package dev.weir.cluster;

/** A host and a port, written {@code host:port}, or {@code [address]:port} for IPv6. */
record Endpoint(String host, int port) {
  Endpoint {
    Names.host(host);
    Names.port(port, 1);
  }

  /** Reads {@code host:port}; a text without a port gets {@code defaultPort}. */
  static Endpoint parse(String text, int defaultPort) {
    int bracket = text.lastIndexOf(']');
    int colon = text.indexOf(':', Math.max(bracket, 0));
    try {
      String host = colon < 0 ? text : text.substring(0, colon);
      int port = colon < 0 ? defaultPort : Integer.parseInt(text.substring(colon + 1));
      return new Endpoint(bracket > 0 ? host.substring(1, bracket) : host, port);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not host:port: " + text);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
