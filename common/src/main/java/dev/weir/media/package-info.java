/**
 * What a node knows about the media it carries: frames, the headers of audio and video tags (legacy
 * and Enhanced RTMP v2), codecs, and the decoder configurations of AVC, HEVC and AAC.
 *
 * <p>It does not know chunks, sessions, streams or players, decodes no picture and no sound, and
 * looks at NAL units only inside a configuration record. It reads bytes of strangers and never
 * throws over them: what it does not understand is opaque and can still be relayed.
 */
package dev.weir.media;
