package dev.weir.access.policy;

import dev.weir.access.AccessPolicy;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeys;
import dev.weir.access.WebhookRules;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What policies stand on beside their rules.
 *
 * @param keys of the cluster
 * @param webhooks makes the policy that asks somebody else
 * @param secret signs what clients bring back; the same on all nodes that a client may come to
 * @param clock the wall clock in milliseconds
 */
public record AccessGround(
    StreamKeys keys,
    Function<WebhookRules, AccessPolicy> webhooks,
    HmacSecret secret,
    LongSupplier clock) {}
