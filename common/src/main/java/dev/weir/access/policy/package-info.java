/**
 * The policies that an access file names: stream keys, signed URLs, Adobe's scheme, addresses; how
 * they are put together by application, and put in place of one another when the file changes.
 */
package dev.weir.access.policy;
