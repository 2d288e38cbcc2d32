/**
 * JSON web tokens as credentials: their key sets, the check of a signature, and what claims grant.
 *
 * <p>Keys, headers and shared secrets are the library's business. Ours is what 0.1 ms for a token
 * asks for: signatures of public keys, with objects that are kept and with native code where it can
 * be loaded, and claims that are read in one pass; and which streams a claim stands for.
 */
package dev.weir.access.jwt;
