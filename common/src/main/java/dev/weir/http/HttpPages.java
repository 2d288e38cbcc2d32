package dev.weir.http;

/** Which routes a listener has. */
public enum HttpPages {
  /** All of them. */
  ALL,
  /** All but the API, its description and the page for people. */
  WITHOUT_API,
  /** The API, its description, the page for people, and health. */
  API_ONLY;

  boolean hasApi() {
    return this != WITHOUT_API;
  }

  boolean hasRest() {
    return this != API_ONLY;
  }
}
