package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of what an origin loads before its first publisher comes. */
class FirstPublisherTest {
  private static final String NAMES = "META-INF/weir/first-publisher";

  @Test
  void allNamesAreOfClasses() throws IOException, ClassNotFoundException {
    ClassLoader loader = getClass().getClassLoader();
    List<URL> lists = Collections.list(loader.getResources(NAMES));
    // The other one is the nodes' own.
    assertThat(lists).hasSize(2);
    for (URL list : lists) {
      try (InputStream in = list.openStream()) {
        String names = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (String name : names.split("\n")) {
          assertThat(Class.forName(name, false, loader)).isNotNull();
        }
      }
    }
  }
}
