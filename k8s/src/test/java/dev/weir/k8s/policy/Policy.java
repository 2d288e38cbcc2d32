package dev.weir.k8s.policy;

import dev.weir.k8s.Manifests;
import java.util.List;
import java.util.function.BiConsumer;

/** Everything that is asked of an overlay. */
public enum Policy {
  VERSIONS(ApiVersions::look),
  RESTRICTED(RestrictedPods::look),
  ACCOUNTS(Accounts::look),
  SELECTORS(Selectors::look),
  NETWORK(NetworkPaths::look),
  SCALING(Scaling::look),
  GRACE(GraceTimes::look),
  SETTINGS(SettingsGiven::look),
  FILES(MountedFiles::look),
  SECRETS(Secrecy::look),
  PROBES(Probes::look),
  PLACEMENT(Placement::look),
  MEMORY(JvmMemory::look),
  GENERATORS(Generators::look);

  private final BiConsumer<Manifests, Complaints> look;

  Policy(BiConsumer<Manifests, Complaints> look) {
    this.look = look;
  }

  /** What is wrong; empty when all is well. */
  public List<String> complaints(Manifests manifests) {
    Complaints complaints = new Complaints();
    look.accept(manifests, complaints);
    return complaints.list();
  }
}
