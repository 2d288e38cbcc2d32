/**
 * JSON web tokens as credentials: their key sets, the check of a signature, and what claims grant.
 *
 * <p>Tokens and signatures are the library's business, which streams a claim stands for is ours.
 */
package dev.weir.access.jwt;
