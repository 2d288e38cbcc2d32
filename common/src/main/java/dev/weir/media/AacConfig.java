package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * What an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) says about the sound that comes out of a
 * decoder. Spectral band replication counts when it is signalled, in either explicit way; whether
 * an encoder uses it without a word cannot be known from here.
 *
 * @param objectType audio object type: 2 AAC-LC, 5 HE-AAC (SBR), 29 HE-AAC v2 (SBR and parametric
 *     stereo), and others
 * @param sampleRate samples a second, with SBR the doubled rate
 * @param channels channels, 1 to 8; 0 when a program config element inside says it
 */
public record AacConfig(int objectType, int sampleRate, int channels) {
  private static final int MIN_BYTES = 2;
  private static final int MAX_BYTES = 64;

  private static final int LOW_COMPLEXITY = 2;
  private static final int SBR = 5;
  private static final int PARAMETRIC_STEREO = 29;
  private static final int ESCAPE = 31;

  private static final int SBR_SYNC = 0x2B7;
  private static final int PS_SYNC = 0x548;

  private static final int[] RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };
  private static final int EXPLICIT_RATE = 15;
  private static final int MAX_RATE = 192_000;
  private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, -1, -1, -1, 7, 8, -1, 8, -1};

  /**
   * Reads a configuration.
   *
   * @param config 2 to 64 bytes from its reader index on; neither moved nor released
   * @return empty when it is truncated, too long or uses reserved values
   */
  public static Optional<AacConfig> parse(ByteBuf config) {
    int length = config.readableBytes();
    if (length < MIN_BYTES || length > MAX_BYTES) {
      return Optional.empty();
    }
    BitReader bits = BitReader.of(config, config.readerIndex(), config.writerIndex());
    int type = objectType(bits);
    int rate = sampleRate(bits);
    int channels = CHANNELS[bits.number(4)];
    int core = type;
    if (type == SBR || type == PARAMETRIC_STEREO) {
      rate = sampleRate(bits);
      core = objectType(bits);
    }
    if (bits.overrun() || type == 0 || core == 0 || rate <= 0 || channels < 0) {
      return Optional.empty();
    }
    AacConfig plain = of(type, rate, channels);
    return Optional.of(type == LOW_COMPLEXITY ? extended(bits, plain) : plain);
  }

  /** The codec as HLS, DASH and browsers name it (RFC 6381), such as {@code mp4a.40.2}. */
  public String codecs() {
    return "mp4a.40." + objectType;
  }

  private static AacConfig of(int type, int rate, int channels) {
    boolean stereo = type == PARAMETRIC_STEREO && channels == 1;
    return new AacConfig(type, rate, stereo ? 2 : channels);
  }

  /**
   * The backward-compatible signal of SBR behind the GASpecificConfig, which old decoders do not
   * read. Not looked for behind a program config element.
   */
  private static AacConfig extended(BitReader bits, AacConfig plain) {
    bits.skip(1);
    if (bits.flag()) {
      bits.skip(14);
    }
    boolean extension = bits.flag();
    if (extension || plain.channels == 0 || bits.remaining() < 16) {
      return plain;
    }
    if (bits.number(11) != SBR_SYNC || objectType(bits) != SBR || !bits.flag()) {
      return plain;
    }
    int rate = sampleRate(bits);
    if (bits.overrun() || rate <= 0) {
      return plain;
    }
    boolean stereo = bits.remaining() >= 12 && bits.number(11) == PS_SYNC && bits.flag();
    return of(stereo ? PARAMETRIC_STEREO : SBR, rate, plain.channels);
  }

  private static int objectType(BitReader bits) {
    int type = bits.number(5);
    return type == ESCAPE ? 32 + bits.number(6) : type;
  }

  /** 0 for a reserved index or a rate that no AAC encoder has. */
  private static int sampleRate(BitReader bits) {
    int index = bits.number(4);
    if (index == EXPLICIT_RATE) {
      int rate = bits.number(24);
      return rate <= MAX_RATE ? rate : 0;
    }
    return index < RATES.length ? RATES[index] : 0;
  }
}
