package dev.weir.loadtest.gatling;

/**
 * What checks look at.
 *
 * @param status the last status code of the server, as in {@code NetStream.Play.Start}; may be
 *     empty
 * @param videoCodec as in {@code avc1}; {@code none} when no picture came
 * @param audioCodec as in {@code mp4a}; {@code none} when no sound came
 * @param kbps received, or sent by a publisher, in kbit/s while it was watched; NaN for other
 *     actions
 */
record RtmpResponse(String status, String videoCodec, String audioCodec, double kbps) {
  private static final String NONE = "none";

  static RtmpResponse of(String status) {
    return new RtmpResponse(status, NONE, NONE, Double.NaN);
  }
}
