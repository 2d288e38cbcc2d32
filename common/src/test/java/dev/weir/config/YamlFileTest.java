package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlFileTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("weir.yaml");
  }

  @Test
  void takesNestedAndDottedKeysAndLists() throws IOException {
    NodeConfig config =
        load(
            """
            # Sections may be empty while their keys are commented out.
            log:
            rtmp.port: 2000
            stream: {gop-cache-bytes: 1MiB}
            stream.gop-cache-frames: 5
            rtmps: {port: off}
            cluster:
              members:
                - a:1
                - b:2
            """);

    assertThat(config.rtmp().port()).isEqualTo(2000);
    assertThat(config.stream().gopCacheBytes()).isEqualTo(1 << 20);
    assertThat(config.stream().gopCacheFrames()).isEqualTo(5);
    assertThat(config.cluster().members()).containsExactly("a:1", "b:2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "{}", "\ufeffrtmp.port: 1935\n"})
  void takesAFileWithNothingToSay(String text) throws IOException {
    assertThat(load(text)).isEqualTo(NodeConfig.of(Map.of()));
  }

  static Object[] wrongFiles() {
    return new Object[] {
      Arguments.of("rtmp:\n  port: abc", "rtmp.port: 'abc' is not a port", " line 2"),
      Arguments.of("\nrtmp.prot: 1", "rtmp.prot: no such setting; the nearest is", " line 2"),
      Arguments.of("rtmp.port: 1\nrtmp.port: 2", "rtmp.port: given twice, in lines 1 and 2", ""),
      Arguments.of("rtmp: {port: 1}\nrtmp.port: 2", "rtmp.port: given twice, in lines 1", ""),
      Arguments.of("rtmp.port: 2\nrtmp: {port: 1}", "rtmp.port: given twice, in lines 1", ""),
      Arguments.of("rtmp: {port: 1}\nrtmp: {host: a}", "rtmp: given twice, in lines 1", ""),
      Arguments.of("rtmp: {port: 1, port: 1}", "rtmp.port: given twice, in lines 1 and 1", ""),
      Arguments.of("rtmp:\nrtmp:\n", "rtmp: given twice, in lines 1 and 2", ""),
      Arguments.of("rtmp: 1935", "rtmp: a section of settings, which has no", " line 1"),
      Arguments.of("rtmp: [1, 2]", "rtmp: a section of settings, which has no", " line 1"),
      Arguments.of("rtmp.port:", "rtmp.port: has no value", " line 1"),
      Arguments.of("rtmp.port: [1935]", "rtmp.port: a list stands where one value", " line 1"),
      Arguments.of("rtmp.port: {a: 1}", "rtmp.port.a: no such setting; the near", " line 1"),
      Arguments.of("cluster.members: [[a]]", "cluster.members: a single value is", " line 1"),
      Arguments.of("cluster.members: [~]", "cluster.members: a single value is", " line 1"),
      Arguments.of("rtmp.host: &a x\nhttp.host: *a", "http.host: YAML aliases are", " line 2"),
      Arguments.of("rtmp: &a {port: 1}\nhttp: *a", "http: YAML aliases are not", " line 2"),
      Arguments.of("cluster.members: [&a x, *a]", "cluster.members: YAML aliases", " line 1"),
      Arguments.of("rtmp.port: !!binary aGk=", "rtmp.port: ", " line 1"),
      Arguments.of("[1, 2]", "FILE: line 1: a settings file is a mapping", ""),
      Arguments.of("just text", "FILE: line 1: a settings file is a mapping", ""),
      Arguments.of("rtmp.port: 1\n---\nhttp.port: 2", "FILE: line ", "one document only"),
      Arguments.of("rtmp:\n\tport: 1", "FILE: line 2: ", ""),
      Arguments.of("log:\n  level: info\n rtmp: x", "FILE: line 3: ", ""),
      Arguments.of("rtmp: {port: 1", "FILE: line ", ""),
      Arguments.of("a: \"\u0007\"", "FILE: line ", ""),
      Arguments.of("? [a, b]\n: 1", "FILE: line 1: ", ""),
      Arguments.of("*a : 1", "FILE: line 1: ", ""),
      Arguments.of("a: 'x", "FILE: line ", ""),
      Arguments.of("{a: ".repeat(9) + "1" + "}".repeat(9), "FILE: line 1: nested deeper", ""),
      Arguments.of("[".repeat(100_000), "FILE: line 1: ", ""),
      Arguments.of("rtmp.port: " + "[".repeat(100_000), "", ""),
      Arguments.of("<<: {rtmp.port: 1}", "<<.rtmp.port: no such setting", " line 1"),
    };
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void saysInOneLineWhatIsWrongAndWhere(String text, String start, String end) throws IOException {
    Files.writeString(file, text);

    ConfigException e = refused();

    assertThat(e.getMessage()).startsWith(start.replace("FILE", file.toString())).endsWith(end);
    assertThat(e.getMessage().lines()).hasSize(1);
    assertThat(e.getMessage()).hasSizeLessThan(600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api:\n  token:canary-0123456789\n",
        "api:\n  token:canary-0123456789\n  read-token: x\n",
        "api:\n  token:canary-0123456789:\n",
        "api:\n  token=canary-0123456789: x\n",
        "api:\n  token canary-0123456789: x\n",
        "api:\n  token: !canary!0123456789\n",
        "api:\n  token: %canary-0123456789\n",
        "api:\n  token: *canary-0123456789\n",
        "api:\n  token: &canary-0123456789\n",
        "api:\n  token: @canary-0123456789\n",
        "api:\n  token: [canary-0123456789]\n",
        "api:\n  token: {canary-0123456789: 1}\n",
        "api:\n  token: \"canary-0123456789\\q\"\n",
        "api:\n  token: 'canary-0123456789\n",
        "api:\n  token: canary-0123456789: x\n",
        "api:\n  token: short-canary\n",
        "api:\n  token: canary-0123456789 with more\n",
        "api:\n  token: >\n    canary-0123456789\n    two\n",
        "api.token: canary-0123456789\napi.token: canary-0123456789\n",
        "api: canary-0123456789\n",
        "canary-0123456789\n",
        "[canary-0123456789]\n",
      })
  void showsNothingOfASecretBesideTheMistake(String text) throws IOException {
    Files.writeString(file, text);

    assertThat(refused()).isNotNull();
    assertThat(refused().getMessage()).doesNotContain("canary").doesNotContain("0123456789");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    assertThat(refused()).hasMessage(file + ": no such file");
    assertThat(refused().key()).isEqualTo(file.toString());

    Files.createDirectory(file);
    assertThat(refused()).hasMessage(file + ": cannot be read: Is a directory");
    Files.delete(file);

    Files.write(file, "rtmp.host: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refused()).hasMessage(file + ": is not UTF-8 text");

    Files.writeString(file, "#".repeat((1 << 20) + 1));
    assertThat(refused()).hasMessage(file + ": is larger than 1 MiB");
  }

  @Test
  void takesAFileOfTheLargestSize() throws IOException {
    assertThatCode(() -> load("#".repeat(1 << 20))).doesNotThrowAnyException();
  }

  private NodeConfig load(String text) throws IOException {
    Files.writeString(file, text);
    return NodeConfig.load(Optional.of(file), Map.of());
  }

  private ConfigException refused() {
    return catchThrowableOfType(
        ConfigException.class, () -> NodeConfig.load(Optional.of(file), Map.of()));
  }
}
