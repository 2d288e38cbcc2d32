/**
 * The settings of a node: defaults, then a YAML file, then {@code WEIR_*} environment variables,
 * read once into one record tree, {@link dev.weir.config.NodeConfig}.
 *
 * <p>A setting is one record component with a {@link dev.weir.config.Setting}: its key, default,
 * range and meaning stand there and nowhere else, and the reader, the messages and the table of
 * settings are made from it.
 *
 * <p>It does not know what the settings are used for. Main classes and verticles read it and hand
 * every part of a node the values that part asks for.
 */
package dev.weir.config;
