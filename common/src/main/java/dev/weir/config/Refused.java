package dev.weir.config;

/**
 * Why a text is not a value of its kind; stackless, and without the text itself, which may be a
 * secret.
 */
final class Refused extends RuntimeException {
  Refused(String reason) {
    super(reason, null, false, false);
  }
}
