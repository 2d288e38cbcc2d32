package dev.weir.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rtmp.handshake.HandshakeDigest.Signer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeDigestTest {

  @ParameterizedTest
  @CsvSource({
    "DIGEST_1, 50,"
        + "8cd912c984e3a8305d32220e17db3f6377153b59de8f3bdd197ec2b44cef7ad8,"
        + "2c7e81a3c6bcda67a14763533a7c41b90aa1cb31bd8588fe6cfdf677847f82bc,"
        + "6ceb5029092f21382b0d5a0fc1035f1bed6dca5e0e05478a937210ce9cf93d75",
    "DIGEST_0, 798,"
        + "da2e6690d283b64d0a5e47e52f2671b11618a0b2604f6c5d3e8965ffb01050db,"
        + "a1e2bdb0c2e802d2f3faa7ce17e155c4f713d818ab9772b327812a1829cf8f1e,"
        + "e889323fe94f2ebcc9ae333a7605a65a522428e1e3c8ea2f6dd2bbf7441627a1"
  })
  void bothSchemesMeetTheVectors(
      HandshakeScheme scheme, int position, String digest, String key, String signature) {
    byte[] c1 = HandshakePackets.vector();

    assertThat(HandshakeDigest.position(scheme, c1)).isEqualTo(position);
    byte[] signed = HandshakeDigest.sign(scheme, Signer.CLIENT, c1);
    assertThat(signed).asHexString().isEqualToIgnoringCase(digest);
    assertThat(HandshakeDigest.carried(scheme, c1)).isEqualTo(signed);
    assertThat(HandshakeDigest.recognise(Signer.CLIENT, c1)).isEqualTo(scheme);

    byte[] responseKey = HandshakeDigest.responseKey(Signer.SERVER, signed);
    assertThat(responseKey).isEqualTo(HexFormat.of().parseHex(key));
    byte[] s2 = HandshakePackets.counting();
    assertThat(HandshakeDigest.signature(responseKey, s2))
        .isEqualTo(HexFormat.of().parseHex(signature));
    HandshakeDigest.signResponse(Signer.SERVER, signed, s2);
    assertThat(Arrays.copyOfRange(s2, 1504, 1536)).isEqualTo(HexFormat.of().parseHex(signature));
    assertThat(HandshakeDigest.responseVerifies(Signer.SERVER, signed, s2)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = "SIMPLE", mode = EnumSource.Mode.EXCLUDE)
  void theFarthestDigestStillFits(HandshakeScheme scheme) {
    byte[] c1 = new byte[HandshakePackets.PACKET];
    c1[4] = 9;
    // 255 + 255 + 217 + 0 = 727, the largest selector.
    int block = scheme == HandshakeScheme.DIGEST_0 ? 772 : 8;
    c1[block] = (byte) 255;
    c1[block + 1] = (byte) 255;
    c1[block + 2] = (byte) 217;

    assertThat(HandshakeDigest.position(scheme, c1)).isEqualTo(block + 4 + 727);
    HandshakeDigest.sign(scheme, Signer.CLIENT, c1);
    assertThat(HandshakeDigest.recognise(Signer.CLIENT, c1)).isEqualTo(scheme);
  }

  @Test
  void oneWrongBitAnywhereIsNoDigest() {
    byte[] c1 = HandshakePackets.c1(HandshakeScheme.DIGEST_1, 1);
    for (int i = 8; i < c1.length; i += 7) {
      c1[i] ^= 1;
      assertThat(HandshakeDigest.recognise(Signer.CLIENT, c1)).isEqualTo(HandshakeScheme.SIMPLE);
      c1[i] ^= 1;
    }
    assertThat(HandshakeDigest.recognise(Signer.CLIENT, c1)).isEqualTo(HandshakeScheme.DIGEST_1);
  }

  @Test
  void aClientsDigestIsNotAServers() {
    byte[] c1 = HandshakePackets.c1(HandshakeScheme.DIGEST_0, 2);

    assertThat(HandshakeDigest.recognise(Signer.SERVER, c1)).isEqualTo(HandshakeScheme.SIMPLE);
  }
}
