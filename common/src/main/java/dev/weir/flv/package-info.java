/**
 * FLV as a file or an endless stream: tags, their reader and their writer.
 *
 * <p>It does not know what is inside a tag. A tag's body equals the body of the RTMP message of the
 * same type byte for byte; {@code dev.weir.media} reads it.
 */
package dev.weir.flv;
