package dev.weir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that this was built as. */
public final class WeirVersion implements IVersionProvider {
  // Maven puts this file into every jar; classes run from a directory have none.
  private static final String PROPERTIES = "/META-INF/maven/dev.weir/weir-common/pom.properties";

  /** As in {@code 0.1.0}; {@code development} when this does not run from a jar. */
  public static String text() {
    try (InputStream in = WeirVersion.class.getResourceAsStream(PROPERTIES)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      return "development";
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"weir " + text()};
  }
}
