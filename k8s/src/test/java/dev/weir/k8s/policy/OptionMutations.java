package dev.weir.k8s.policy;

import static dev.weir.k8s.policy.Change.delete;
import static dev.weir.k8s.policy.Change.remove;
import static dev.weir.k8s.policy.Change.replace;
import static dev.weir.k8s.policy.Change.set;
import static dev.weir.k8s.policy.Policy.FILES;
import static dev.weir.k8s.policy.Policy.GENERATORS;
import static dev.weir.k8s.policy.Policy.NETWORK;
import static dev.weir.k8s.policy.Policy.RESTRICTED;
import static dev.weir.k8s.policy.Policy.SECRETS;
import static dev.weir.k8s.policy.Policy.SELECTORS;
import static dev.weir.k8s.policy.Policy.SETTINGS;

import dev.weir.k8s.Kustomize;
import dev.weir.k8s.Manifests;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Mistakes in what may be added to an overlay: TLS and generators of load. */
final class OptionMutations {
  private static final String EDGE = "Deployment/weir-edge";
  private static final String LOAD = "Job/weir-load";
  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/0";
  private static final String ENV = CONTAINER + "/env/";
  private static final String TLS_VOLUME = POD + "/volumes/[tls]/secret/";

  private OptionMutations() {}

  static Stream<Mutation> all() {
    return Stream.of(tls(), load()).flatMap(List::stream);
  }

  private static List<Mutation> tls() {
    return List.of(
        of(SETTINGS, "other port of TLS", set(EDGE, ENV + "[WEIR_RTMPS_PORT]/value", "1937")),
        of(SETTINGS, "TLS is not spoken", remove(EDGE, ENV + "[WEIR_RTMPS_PORT]")),
        of(SETTINGS, "no key", remove(EDGE, ENV + "[WEIR_TLS_KEY_FILE]")),
        of(
            FILES,
            "certificate elsewhere",
            set(EDGE, ENV + "[WEIR_TLS_CERTIFICATE_FILE]/value", "/etc/weir/tls/cert.pem")),
        of(FILES, "other Secret of TLS", set(EDGE, TLS_VOLUME + "secretName", "weir-cert")),
        of(FILES, "no certificate", remove(EDGE, TLS_VOLUME + "items/0")),
        of(SECRETS, "everybody reads the key", remove(EDGE, TLS_VOLUME + "defaultMode")),
        of(
            SELECTORS,
            "port of no container",
            set("Service/weir-edge", "/spec/ports/1/targetPort", "https")),
        of(NETWORK, "TLS is shut", delete("NetworkPolicy/weir-tls")));
  }

  private static List<Mutation> load() {
    String args = CONTAINER + "/args/";
    return List.of(
        of(GENERATORS, "one after another", set(LOAD, "/spec/parallelism", 1)),
        of(GENERATORS, "without a number", remove(LOAD, "/spec/completionMode")),
        of(GENERATORS, "again and again", remove(LOAD, "/spec/backoffLimitPerIndex")),
        of(GENERATORS, "one name", replace(LOAD, args + 2, "load-$(INDEX)", "load")),
        of(GENERATORS, "a variable that is not", replace(LOAD, args + 3, "$(INDEX)", "$(NUMBER)")),
        of(GENERATORS, "no such Service", replace(LOAD, args + 2, "weir-edge:", "weir-edges:")),
        of(GENERATORS, "no such port", replace(LOAD, args + 3, ":1935", ":1936")),
        of(GENERATORS, "silent", remove(LOAD, args + 7)),
        of(GENERATORS, "lent memory", set(LOAD, CONTAINER + "/resources/requests/memory", "1Mi")),
        of(NETWORK, "no way for load", delete("NetworkPolicy/weir-load")),
        of(NETWORK, "no DNS for load", remove("NetworkPolicy/weir-load", "/spec/egress/0")),
        of(RESTRICTED, "load as root", remove(LOAD, POD + "/securityContext/runAsNonRoot")));
  }

  private static Mutation of(Policy policy, String mistake, Consumer<Manifests> change) {
    return new Mutation(policy, mistake, Kustomize.MORE, change);
  }
}
