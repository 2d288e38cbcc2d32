package dev.weir.access;

import java.util.List;

/**
 * Who may do one thing in one application.
 *
 * @param allow only these addresses; empty for all
 * @param deny not these addresses
 * @param accept ways of being let in; the first whose credential is shown decides
 * @param asksAdobe publishers are asked for user and password at connect
 */
public record ActionRules(
    List<AddressRange> allow,
    List<AddressRange> deny,
    List<AccessMethod> accept,
    boolean asksAdobe) {
  public ActionRules {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    accept = List.copyOf(accept);
  }
}
