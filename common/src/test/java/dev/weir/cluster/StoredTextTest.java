package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.StreamKey;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTextTest {
  private static final StreamRecord RECORD =
      new StreamRecord(
          new StreamKey("live/room", "demo"),
          "origin-1",
          "10.0.0.1",
          1935,
          7,
          1_700_000_000_123L,
          5);
  private static final NodeInfo NODE =
      new NodeInfo("edge-1", NodeRole.EDGE, "10.0.0.2", 1935, 8080, 1000, "1.2.3", true, 7);

  @Test
  void aRecordIsStoredInThisForm() {
    assertThat(RECORD.toJson())
        .isEqualTo(
            "{\"v\":1,\"key\":\"live/room/demo\",\"origin\":\"origin-1\",\"host\":\"10.0.0.1\","
                + "\"port\":1935,\"priority\":7,\"epoch\":1700000000123,\"claimedAt\":5}");
  }

  @Test
  void aRecordReadsBack() {
    assertThat(StreamRecord.parse(RECORD.toJson())).contains(RECORD);
  }

  @Test
  void onlyAnAbsentPublisherIsMentioned() {
    StreamRecord absent = RECORD.withAbsent(true);

    assertThat(new JsonObject(absent.toJson()).getBoolean("absent")).isTrue();
    assertThat(StreamRecord.parse(absent.toJson())).contains(absent);
    assertThat(StreamRecord.parse(new JsonObject(RECORD.toJson()).put("absent", false).encode()))
        .contains(RECORD);
    assertThat(StreamRecord.parse(new JsonObject(RECORD.toJson()).put("absent", 1).encode()))
        .isEmpty();
  }

  @Test
  void aSilentPublisherIsAbsentAndItsSilenceIsMentioned() {
    StreamRecord silent = RECORD.silentFor(Duration.ofMillis(1_600));

    assertThat(silent.absent()).isTrue();
    assertThat(new JsonObject(silent.toJson()).getInteger("silent")).isEqualTo(1_600);
    assertThat(StreamRecord.parse(silent.toJson())).contains(silent);
    assertThat(silent.withAbsent(true)).isEqualTo(silent);
    assertThat(silent.withAbsent(false)).isEqualTo(RECORD);
    assertThat(RECORD.silentFor(Duration.ofDays(1)).silentMillis()).isEqualTo(60_000);
    assertThat(StreamRecord.parse(new JsonObject(silent.toJson()).put("silent", -1).encode()))
        .isEmpty();
  }

  @Test
  void theLargestNumbersReadBack() {
    StreamRecord extreme =
        new StreamRecord(
            RECORD.key(),
            "o",
            "h",
            65535,
            Integer.MIN_VALUE,
            StreamRecord.MAX_EPOCH,
            Long.MAX_VALUE);
    assertThat(StreamRecord.parse(extreme.toJson())).contains(extreme);
  }

  @Test
  void aNodeOfAnEarlierReleaseDoesNotTellItsSessions() {
    JsonObject node = new JsonObject(NODE.toJson());
    node.remove("sessions");

    assertThat(NodeInfo.parse(node.encode())).map(NodeInfo::sessions).contains(0);
  }

  @Test
  void portsForTlsAreMentionedWhereThereAreAny() {
    StreamRecord record = RECORD.withTlsPort(443);
    NodeInfo node =
        new NodeInfo(
            "edge-1", NodeRole.EDGE, "10.0.0.2", 1935, 8080, 1000, "1.2.3", true, 7, 443, false);

    assertThat(StreamRecord.parse(record.toJson())).contains(record);
    assertThat(record.withAbsent(true).withPriority(3).tlsPort()).isEqualTo(443);
    assertThat(StreamRecord.parse(new JsonObject(record.toJson()).put("tlsPort", -1).encode()))
        .isEmpty();
    assertThat(NodeInfo.parse(node.toJson())).contains(node);
    assertThat(NODE.toJson()).doesNotContain("rtmpsPort");
  }

  @Test
  void thatANodeIsFullIsMentionedWhereItIs() {
    NodeInfo full =
        new NodeInfo(
            "edge-1", NodeRole.EDGE, "10.0.0.2", 1935, 8080, 1000, "1.2.3", false, 7, 0, true);

    assertThat(NodeInfo.parse(full.toJson())).contains(full);
    assertThat(NODE.toJson()).doesNotContain("overloaded");
  }

  @Test
  void fieldsOfALaterReleaseAreIgnored() {
    JsonObject text = new JsonObject(RECORD.toJson()).put("zone", "eu").put("x", new JsonObject());
    assertThat(StreamRecord.parse(text.encode())).contains(RECORD);
    JsonObject node = new JsonObject(NODE.toJson()).put("load", 0.5);
    assertThat(NodeInfo.parse(node.encode())).contains(NODE);
  }

  @Test
  void anotherVersionIsNotRead() {
    assertThat(StreamRecord.parse(new JsonObject(RECORD.toJson()).put("v", 2).encode())).isEmpty();
    assertThat(StreamRecord.parse(new JsonObject(RECORD.toJson()).put("v", "1").encode()))
        .isEmpty();
    assertThat(NodeInfo.parse(new JsonObject(NODE.toJson()).put("v", 0).encode())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v", "key", "origin", "host", "port", "priority", "epoch", "claimedAt"})
  void aRecordWithAFieldMissingOrOfAnotherTypeIsNotRead(String field) {
    JsonObject text = new JsonObject(RECORD.toJson());
    text.remove(field);
    assertThat(StreamRecord.parse(text.encode())).isEmpty();
    assertThat(StreamRecord.parse(text.put(field, true).encode())).isEmpty();
    assertThat(StreamRecord.parse(text.put(field, 1.5).encode())).isEmpty();
    assertThat(StreamRecord.parse(text.putNull(field).encode())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"port\":0}",
        "{\"port\":65536}",
        "{\"epoch\":-1}",
        "{\"epoch\":9007199254740992}",
        "{\"epoch\":99999999999999999999}",
        "{\"priority\":2147483648}",
        "{\"key\":\"demo\"}",
        "{\"key\":\"live/../demo\"}",
        "{\"origin\":\"\"}",
        "{\"origin\":\"two\\nlines\"}",
        "{\"host\":\"a b\"}"
      })
  void aRecordWithAValueOutOfRangeIsNotRead(String change) {
    JsonObject text = new JsonObject(RECORD.toJson()).mergeIn(new JsonObject(change));
    assertThat(StreamRecord.parse(text.encode())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "1", "{", "{}", "{\"v\":1}", "\u0000"})
  void whatIsNotARecordIsNotRead(String text) {
    assertThat(StreamRecord.parse(text)).isEmpty();
    assertThat(NodeInfo.parse(text)).isEmpty();
  }

  @Test
  void nothingAndTooMuchAreNotRead() {
    assertThat(StreamRecord.parse(null)).isEmpty();
    JsonObject large = new JsonObject(RECORD.toJson()).put("x", "y".repeat(JsonFields.MAX_TEXT));
    assertThat(StreamRecord.parse(large.encode())).isEmpty();
  }

  @Test
  void aStoredClaimIsARecordWithTheOwnersRun() {
    StoredClaim claim = new StoredClaim(RECORD, "run-1");
    assertThat(StoredClaim.parse(claim.toJson())).contains(claim);
    assertThat(StreamRecord.parse(claim.toJson())).contains(RECORD);
    assertThat(StoredClaim.parse(RECORD.toJson())).contains(new StoredClaim(RECORD, ""));
  }

  @ParameterizedTest
  @EnumSource(NodeRole.class)
  void aNodeReadsBack(NodeRole role) {
    NodeInfo node = new NodeInfo("n", role, "::1", 0, 0, -1, "", false, 0);
    assertThat(NodeInfo.parse(node.toJson())).contains(node);
    assertThat(new JsonObject(node.toJson()).getString("role")).isEqualTo(role.label());
  }

  @Test
  void aNodeOfAnUnknownRoleIsNotRead() {
    assertThat(NodeInfo.parse(new JsonObject(NODE.toJson()).put("role", "relay").encode()))
        .isEmpty();
  }

  @Test
  void recordsRefuseWhatTheyCouldNotReadBack() {
    assertThatThrownBy(() -> new StreamRecord(RECORD.key(), "a b", "h", 1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RECORD.withEpoch(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
