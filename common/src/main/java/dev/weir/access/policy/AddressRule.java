package dev.weir.access.policy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may ask at all.
 *
 * @param allow only these; empty for all
 * @param deny not these, whatever the others say
 */
record AddressRule(List<AddressRange> allow, List<AddressRange> deny) {
  Optional<AccessDecision> check(String remoteHost) {
    boolean admitted =
        !AddressRange.anyContains(deny, remoteHost)
            && (allow.isEmpty() || AddressRange.anyContains(allow, remoteHost));
    return admitted
        ? Optional.empty()
        : Optional.of(
            AccessDecision.refused(
                AccessRefusal.ADDRESS, "This address is not admitted for that."));
  }
}
