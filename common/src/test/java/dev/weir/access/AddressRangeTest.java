package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "10.0.0.0/9, 10.127.255.255, true",
    "10.0.0.0/9, 10.128.0.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 10.0.0.1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "fe80::/10, fe80:0:0:0:0:0:0:1%eth0, true",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "::ffff:10.0.0.0/104, 10.200.0.1, true",
    "::ffff:10.0.0.0/104, 11.200.0.1, false",
    "10.0.0.0/8, localhost, false",
    "10.0.0.0/8, '', false"
  })
  void containsTheAddressesThatBeginAlike(String range, String host, boolean contains) {
    List<AddressRange> ranges = List.of(AddressRange.parse(range).orElseThrow());
    assertThat(AddressRange.anyContains(ranges, host)).isEqualTo(contains);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.256",
        "10.0.0",
        "::1/129",
        "::ffff:10.0.0.0/8",
        "fe80::1%eth0",
        "g::1",
        "example.com",
        "10.0.0.0/8 ",
        ":::"
      })
  void whatIsNoRangeIsRefused(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }

  @Test
  void isWrittenAsItCounts() {
    assertThat(AddressRange.parse("10.1.2.3/8").orElseThrow()).hasToString("10.0.0.0/8");
    assertThat(AddressRange.parse("10.1.2.3/8")).isEqualTo(AddressRange.parse("10.0.0.0/8"));
    assertThat(AddressRange.parse("10.1.2.3/8")).isNotEqualTo(AddressRange.parse("10.0.0.0/9"));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "::ffff:192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
    "2001:db8:1:2::9%eth0, 20010db800010002/64",
    "unknown, unknown"
  })
  void anIpv6NetworkCountsAsOneAddress(String host, String group) {
    assertThat(IpAddress.group(host)).isEqualTo(group);
  }

  @Test
  void aTallyKeepsNothingOfWhatIsGone() {
    Tally<String> tally = new Tally<>();
    assertThat(tally.enter("a", 2)).isTrue();
    assertThat(tally.enter("a", 2)).isTrue();
    assertThat(tally.enter("a", 2)).isFalse();
    assertThat(tally.enter("a", 0)).isTrue();
    assertThat(tally.count("a")).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      tally.leave("a");
    }
    assertThat(tally.kinds()).isZero();
  }
}
