package dev.weir.loadtest.load;

import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;

/**
 * Preferences of a process that keeps none: nothing is written into the user's home directory. To
 * Gatling, the only one who asks, they say that it has just looked whether there is a newer version
 * and found out nothing; otherwise it would ask Maven Central whenever it writes a report.
 */
public final class NoPreferences implements PreferencesFactory {
  private static final String PROPERTY = "java.util.prefs.PreferencesFactory";
  private static final String LAST_CHECK = "lastCheckTimestamp";

  /** For the JDK. */
  public NoPreferences() {}

  /** Makes them those of this process, unless somebody has seen to that. */
  static void use() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, NoPreferences.class.getName());
    }
  }

  @Override
  public Preferences systemRoot() {
    return new Node(null, "");
  }

  @Override
  public Preferences userRoot() {
    return new Node(null, "");
  }

  private static final class Node extends AbstractPreferences {
    Node(AbstractPreferences parent, String name) {
      super(parent, name);
    }

    @Override
    protected String getSpi(String key) {
      return key.equals(LAST_CHECK) ? String.valueOf(Long.MAX_VALUE / 2) : null;
    }

    @Override
    protected AbstractPreferences childSpi(String name) {
      return new Node(this, name);
    }

    @Override
    protected void putSpi(String key, String value) {}

    @Override
    protected void removeSpi(String key) {}

    @Override
    protected void removeNodeSpi() {}

    @Override
    protected String[] keysSpi() {
      return new String[0];
    }

    @Override
    protected String[] childrenNamesSpi() {
      return new String[0];
    }

    @Override
    protected void syncSpi() {}

    @Override
    protected void flushSpi() {}
  }
}
