package dev.weir.access;

/**
 * Who proved at connect, by Adobe's scheme, that he knows a stream key.
 *
 * @param keyId the key's id, which is the user name
 */
public record AdobeUser(String keyId) {}
