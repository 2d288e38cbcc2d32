package dev.weir.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metrics.ConnectionLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionControlTest {
  private final List<AdmissionControl.Ticket> in = new ArrayList<>();

  @Test
  void eachLimitIsNamedAndWhatItRefusedIsNotCounted() {
    AdmissionControl control = new AdmissionControl(new ConnectionLimits(6, 4, 5, 2, 0));

    assertThat(come(control, "10.0.0.1")).isNull();
    assertThat(come(control, "10.0.0.1")).isNull();
    assertThat(come(control, "10.0.0.1")).isEqualTo(ConnectionLimit.PENDING_PER_ADDRESS);
    in.forEach(AdmissionControl.Ticket::established);
    assertThat(come(control, "10.0.0.1")).isNull();
    assertThat(come(control, "10.0.0.1")).isNull();
    in.forEach(AdmissionControl.Ticket::established);
    assertThat(come(control, "10.0.0.1")).isEqualTo(ConnectionLimit.CONNECTIONS_PER_ADDRESS);

    assertThat(come(control, "10.0.0.2")).isNull();
    assertThat(come(control, "10.0.0.3")).isNull();
    assertThat(come(control, "10.0.0.4")).isEqualTo(ConnectionLimit.CONNECTIONS);

    in.remove(0).close();
    assertThat(come(control, "10.0.0.1")).isNull();
  }

  @Test
  void theNodeHoldsOnlySoManyThatHaveNotSaidAnything() {
    AdmissionControl control = new AdmissionControl(new ConnectionLimits(100, 0, 3, 0, 0));
    for (int i = 0; i < 3; i++) {
      assertThat(come(control, "10.0.0." + i)).isNull();
    }
    assertThat(come(control, "10.0.0.9")).isEqualTo(ConnectionLimit.PENDING);

    in.get(0).established();
    in.get(0).established();
    assertThat(come(control, "10.0.0.9")).isNull();
    assertThat(come(control, "10.0.0.10")).isEqualTo(ConnectionLimit.PENDING);

    in.forEach(AdmissionControl.Ticket::close);
    in.forEach(AdmissionControl.Ticket::close);
    for (int i = 0; i < 3; i++) {
      assertThat(come(control, "10.0.0.9")).isNull();
    }
    assertThat(come(control, "10.0.0.9")).isEqualTo(ConnectionLimit.PENDING);
  }

  @Test
  void aWholeIpv6NetworkCountsAsOneAddress() {
    AdmissionControl control = new AdmissionControl(new ConnectionLimits(100, 2, 100, 0, 0));
    assertThat(come(control, "2001:db8:1:2::1")).isNull();
    assertThat(come(control, "2001:db8:1:2::2")).isNull();
    assertThat(come(control, "2001:db8:1:2:9::3"))
        .isEqualTo(ConnectionLimit.CONNECTIONS_PER_ADDRESS);
    assertThat(come(control, "2001:db8:1:3::1")).isNull();
  }

  @Test
  void connectionsThatComeAndGoAreCountedByTheSecond() {
    ConnectPace pace = new ConnectPace(5);
    long now = 0;
    for (int i = 0; i < 50; i++) {
      assertThat(pace.admits("10.0.0.1", now)).isTrue();
    }
    assertThat(pace.admits("10.0.0.1", now)).isFalse();
    assertThat(pace.admits("10.0.0.2", now)).isTrue();

    now += TimeUnit.SECONDS.toNanos(1);
    for (int i = 0; i < 5; i++) {
      assertThat(pace.admits("10.0.0.1", now)).isTrue();
    }
    assertThat(pace.admits("10.0.0.1", now)).isFalse();

    AdmissionControl control = new AdmissionControl(new ConnectionLimits(100, 0, 100, 0, 1));
    for (int i = 0; i < 10; i++) {
      assertThat(come(control, "10.0.0.1")).isNull();
      in.remove(0).close();
    }
    assertThat(come(control, "10.0.0.1")).isEqualTo(ConnectionLimit.CONNECTS_PER_ADDRESS);
  }

  private ConnectionLimit come(AdmissionControl control, String host) {
    AdmissionControl.Ticket ticket = control.ticket();
    ConnectionLimit limit = ticket.enter();
    if (limit == null) {
      limit = ticket.from(host);
    }
    if (limit == null) {
      in.add(ticket);
    } else {
      ticket.close();
    }
    return limit;
  }
}
