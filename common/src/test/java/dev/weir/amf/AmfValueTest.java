package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AmfValueTest {
  @Test
  void givesItsContentOrTheFallback() {
    assertThat(AmfValue.of("a").asText("b")).isEqualTo("a");
    assertThat(AmfValue.NULL.asText("b")).isEqualTo("b");
    assertThat(AmfValue.of(1).asNumber(2)).isEqualTo(1);
    assertThat(AmfValue.of("1").asNumber(2)).isEqualTo(2);
    assertThat(AmfValue.of(true).asBool(false)).isTrue();
    assertThat(AmfValue.UNDEFINED.asBool(true)).isTrue();
  }

  @Test
  void givesThePropertiesOfEveryKindThatHasSome() {
    Map<String, AmfValue> expected = Map.of("a", AmfValue.of(1));

    assertThat(AmfValue.object("a", 1).asProperties()).isEqualTo(expected);
    assertThat(AmfValue.ecmaArray("a", 1).asProperties()).isEqualTo(expected);
    assertThat(new AmfValue.TypedObject("T", expected).asProperties()).isEqualTo(expected);
    assertThat(new AmfValue.StrictArray(List.of()).asProperties()).isEmpty();
  }

  @Test
  void buildsObjectsFromPlainValues() {
    AmfValue.Obj object = AmfValue.object("t", "x", "n", 7, "b", true, "v", AmfValue.UNDEFINED);

    assertThat(object.properties())
        .containsExactly(
            Map.entry("t", AmfValue.of("x")),
            Map.entry("n", AmfValue.of(7)),
            Map.entry("b", AmfValue.of(true)),
            Map.entry("v", AmfValue.UNDEFINED));
  }

  @Test
  void refusesPairsThatAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> AmfValue.object("a"));
    assertThatIllegalArgumentException().isThrownBy(() -> AmfValue.object(1, "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> AmfValue.object("a", 'c'));
  }

  @Test
  void doesNotChangeWithTheMapItWasMadeFrom() {
    Map<String, AmfValue> source = new HashMap<>(Map.of("a", AmfValue.NULL));
    AmfValue.Obj object = new AmfValue.Obj(source);
    source.clear();

    assertThat(object.properties()).containsOnlyKeys("a");
    assertThatThrownBy(() -> object.properties().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    source.put("a", null);
    assertThatThrownBy(() -> new AmfValue.Obj(source)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void comparesBytesByContentAndDoesNotPrintThem() {
    AmfValue bytes = new AmfValue.Bytes(new byte[] {1, 2});

    assertThat(bytes)
        .isEqualTo(new AmfValue.Bytes(new byte[] {1, 2}))
        .hasSameHashCodeAs(new AmfValue.Bytes(new byte[] {1, 2}))
        .isNotEqualTo(new AmfValue.Bytes(new byte[] {1, 3}))
        .hasToString("Bytes[length=2]");
  }
}
