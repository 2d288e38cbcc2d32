package dev.weir.loadtest.gatling;

import io.gatling.core.CoreComponents;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.protocol.Protocol;
import io.gatling.core.protocol.ProtocolKey;
import java.util.IdentityHashMap;
import java.util.Map;
import scala.Function1;

/** By which Gatling finds a scenario's components; it caches by this one instance. */
final class RtmpKey implements ProtocolKey<RtmpProtocol, RtmpComponents> {
  static final RtmpKey KEY = new RtmpKey();

  private RtmpKey() {}

  @Override
  @SuppressWarnings("unchecked") // what Scala calls Class[Protocol] means any class of one
  public Class<Protocol> protocolClass() {
    return (Class<Protocol>) (Class<?>) RtmpProtocol.class;
  }

  @Override
  public RtmpProtocol defaultProtocolValue(GatlingConfiguration configuration) {
    throw new IllegalStateException("a scenario with RTMP needs .protocols(rtmp.url(...))");
  }

  /** Called once a run; what it returns is called for each scenario, and all of them share. */
  @Override
  public Function1<RtmpProtocol, RtmpComponents> newComponents(CoreComponents core) {
    Map<RtmpProtocol, RtmpComponents> shared = new IdentityHashMap<>();
    return protocol -> shared.computeIfAbsent(protocol, wanted -> new RtmpComponents(core, wanted));
  }
}
