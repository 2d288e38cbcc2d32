package dev.weir.media;

/**
 * A codec, however a message names it: by the four-bit id of legacy FLV, or by the four characters
 * of Enhanced RTMP.
 */
public enum FourCc {
  /** No codec: the message is data. */
  NONE("none", false, -1, false),

  AVC("avc1", true, 7, true),
  /** Its legacy id 12 is unofficial but common with Chinese CDNs and encoders. */
  HEVC("hvc1", true, 12, true),
  VVC("vvc1", true, -1, true),
  /** Legacy ids 13 to 15 for AV1, VP8 and VP9 are ZLMediaKit's; no layout of them is agreed. */
  AV1("av01", true, 13, true),
  VP8("vp08", true, 14, false),
  VP9("vp09", true, 15, false),
  H263("h263", false, 2, false),
  SCREEN("screen", false, 3, false),
  VP6("vp6", false, 4, false),
  VP6_ALPHA("vp6a", false, 5, false),
  SCREEN_2("screen2", false, 6, false),

  AAC("mp4a", true, 10, true),
  MP3(".mp3", true, 2, false),
  /** Its legacy id 13 is ZLMediaKit's. Its configuration may be empty. */
  OPUS("Opus", true, 13, false),
  FLAC("fLaC", true, -1, true),
  AC3("ac-3", true, -1, false),
  EAC3("ec-3", true, -1, false),
  PCM("pcm", false, 0, false),
  ADPCM("adpcm", false, 1, false),
  PCM_LE("pcm_le", false, 3, false),
  NELLYMOSER("nellymoser", false, 6, false),
  G711_A("g711a", false, 7, false),
  G711_MU("g711mu", false, 8, false),
  SPEEX("speex", false, 11, false),

  /** The message is relayed without being understood. */
  UNKNOWN("unknown", false, -1, false);

  private static final FourCc[] VIDEO = {AVC, HEVC, AV1, VP9, VVC, VP8};
  private static final FourCc[] AUDIO = {AAC, OPUS, MP3, FLAC, AC3, EAC3};
  private static final FourCc[] LEGACY_VIDEO = {
    UNKNOWN, UNKNOWN, H263, SCREEN, VP6, VP6_ALPHA, SCREEN_2, AVC, //
    UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, HEVC, AV1, VP8, VP9
  };
  private static final FourCc[] LEGACY_AUDIO = {
    PCM, ADPCM, MP3, PCM_LE, NELLYMOSER, NELLYMOSER, NELLYMOSER, G711_A, //
    G711_MU, UNKNOWN, AAC, SPEEX, UNKNOWN, OPUS, MP3, UNKNOWN
  };

  private final String label;
  private final int legacyId;
  private final boolean configured;
  private final int code;

  FourCc(String label, boolean enhanced, int legacyId, boolean configured) {
    this.label = label;
    this.code = enhanced ? number(label) : 0;
    this.legacyId = legacyId;
    this.configured = configured;
  }

  /** The four characters; a short lower-case word for a codec that has none. */
  public String label() {
    return label;
  }

  /** The four characters as a big-endian number, as metadata names them; 0 when it has none. */
  public int code() {
    return code;
  }

  /** The legacy FLV codec id, as metadata names it; -1 when it has none. */
  public int legacyId() {
    return legacyId;
  }

  /** Whether a sequence header without a configuration record is useless. */
  boolean configured() {
    return configured;
  }

  /** The video codec of an Enhanced RTMP message; {@link #UNKNOWN} for anything else. */
  public static FourCc video(int code) {
    return find(VIDEO, code);
  }

  /** The audio codec of an Enhanced RTMP message; {@link #UNKNOWN} for anything else. */
  public static FourCc audio(int code) {
    return find(AUDIO, code);
  }

  /** The video codec of a legacy codec id, of which the low four bits count. */
  public static FourCc legacyVideo(int id) {
    return LEGACY_VIDEO[id & 0x0F];
  }

  /** The audio codec of a legacy sound format, of which the low four bits count. */
  public static FourCc legacyAudio(int format) {
    return LEGACY_AUDIO[format & 0x0F];
  }

  private static FourCc find(FourCc[] codecs, int code) {
    for (FourCc codec : codecs) {
      if (codec.code == code) {
        return codec;
      }
    }
    return UNKNOWN;
  }

  private static int number(String label) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = number << 8 | label.charAt(i);
    }
    return number;
  }
}
