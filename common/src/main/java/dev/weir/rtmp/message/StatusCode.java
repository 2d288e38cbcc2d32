package dev.weir.rtmp.message;

/**
 * The {@code code} and {@code level} of onStatus, {@code _result} and {@code _error} information
 * objects.
 */
public enum StatusCode {
  CONNECT_SUCCESS("NetConnection.Connect.Success", false),
  CONNECT_REJECTED("NetConnection.Connect.Rejected", true),
  CONNECT_INVALID_APP("NetConnection.Connect.InvalidApp", true),
  CONNECT_RECONNECT_REQUEST("NetConnection.Connect.ReconnectRequest", false),
  CONNECT_CLOSED("NetConnection.Connect.Closed", false),
  CALL_FAILED("NetConnection.Call.Failed", true),
  PUBLISH_START("NetStream.Publish.Start", false),
  PUBLISH_BAD_NAME("NetStream.Publish.BadName", true),
  PUBLISH_DENIED("NetStream.Publish.Denied", true),
  PUBLISH_REJECTED("NetStream.Publish.Rejected", true),
  UNPUBLISH_SUCCESS("NetStream.Unpublish.Success", false),
  PLAY_RESET("NetStream.Play.Reset", false),
  PLAY_START("NetStream.Play.Start", false),
  PLAY_STOP("NetStream.Play.Stop", false),
  PLAY_FAILED("NetStream.Play.Failed", true),
  PLAY_STREAM_NOT_FOUND("NetStream.Play.StreamNotFound", true),
  PLAY_UNPUBLISH_NOTIFY("NetStream.Play.UnpublishNotify", false),
  PAUSE_NOTIFY("NetStream.Pause.Notify", false),
  UNPAUSE_NOTIFY("NetStream.Unpause.Notify", false),
  SEEK_NOTIFY("NetStream.Seek.Notify", false),
  STREAM_FAILED("NetStream.Failed", true);

  private final String code;
  private final boolean error;

  StatusCode(String code, boolean error) {
    this.code = code;
    this.error = error;
  }

  /** As it stands on the wire. */
  public String code() {
    return code;
  }

  /** Level {@code error} rather than {@code status}; ffmpeg ends on any error. */
  public boolean isError() {
    return error;
  }

  /** {@code error} or {@code status}. */
  public String level() {
    return error ? "error" : "status";
  }
}
