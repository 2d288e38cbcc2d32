/**
 * AMF0 and AMF3: the values that RTMP commands and metadata are made of, and their readers and
 * writers.
 *
 * <p>It does not know what a value means: commands, transactions and the format byte that some
 * message types put in front belong to {@code dev.weir.rtmp.message}. Class names are text here,
 * and XML is text too: nothing is looked up, instantiated or parsed.
 */
package dev.weir.amf;
