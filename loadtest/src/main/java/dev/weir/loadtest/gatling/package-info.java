/**
 * RTMP for Gatling's Java DSL: a protocol, actions and checks, so that load tests on RTMP servers
 * have the profiles, assertions and reports that people know from Gatling.
 *
 * <pre>{@code
 * ScenarioBuilder viewers =
 *     scenario("viewers")
 *         .exec(rtmp("join").connect().check(statusCode().is("NetConnection.Connect.Success")))
 *         .exec(rtmp("play").play("#{stream}").check(videoCodec().is("avc1").saveAs("codec")))
 *         .exec(rtmp("watch").watch(60).check(bitrateKbps().gte(900.0)))
 *         .exec(rtmp("leave").close());
 * setUp(viewers.injectOpen(rampUsers(2000).during(20)))
 *     .protocols(rtmp.url("rtmp://127.0.0.1:1935/live/demo"));
 * }</pre>
 *
 * <p>Gatling only steers and reports: connections, frames and their counting are the swarm's, on
 * event loops of its own. What happens to a player is a request of its own; what happens every
 * second is told for all players of the second together, so that reports stay small and cheap.
 *
 * <p>It does not know command lines, nor whose server it loads. Most of what it builds on is
 * Gatling's inside, seen from Java, and may change with any minor version.
 */
package dev.weir.loadtest.gatling;
