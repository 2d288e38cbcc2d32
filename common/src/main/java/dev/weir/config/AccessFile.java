package dev.weir.config;

import dev.weir.access.AccessMethod;
import dev.weir.access.AccessRules;
import dev.weir.access.AccessSource;
import dev.weir.access.ActionRules;
import dev.weir.access.AppRules;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of {@code access.file}: who may publish and play, by application, and what the ways of
 * being let in need. Secrets are in files of their own or in the environment.
 */
public final class AccessFile implements AccessSource {
  private static final Pattern APP_KEY =
      Pattern.compile("apps\\.(.+)\\.(publish|play)\\.(allow|deny|accept|ask)");
  private static final Pattern APP =
      Pattern.compile("\\*|[A-Za-z0-9._-]{1,128}(/[A-Za-z0-9._-]{1,128})*");
  private static final Set<String> SECTIONS = Set.of("apps", "keys", "signed", "jwt", "webhook");

  private final Path path;
  private final Map<String, String> environment;

  /** Of the last time that it was read. */
  private WatchedFiles files = new WatchedFiles();

  private AccessFile(Path path, Map<String, String> environment) {
    this.path = path;
    this.environment = environment;
  }

  /** The file that the settings name; empty when they name none. Reads nothing yet. */
  public static Optional<AccessFile> of(NodeConfig config, Map<String, String> environment) {
    String file = config.access().file();
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(new AccessFile(Path.of(file), environment));
  }

  @Override
  public String name() {
    return OneLine.of(path.toString(), 200);
  }

  @Override
  public boolean changed() {
    return files.changed();
  }

  /**
   * Reads the file, and those that it names. Blocks.
   *
   * @throws ConfigException for the first thing that is wrong
   */
  @Override
  public AccessRules load() {
    try {
      return read();
    } catch (ConfigException e) {
      throw e.getMessage().contains(name()) ? e : e.in(name());
    }
  }

  private AccessRules read() {
    files = new WatchedFiles();
    files.note(path);
    AccessEntries entries = new AccessEntries(YamlFile.read(path));
    AccessSecrets secrets = new AccessSecrets(entries, files, environment);
    Map<String, AppRules> apps = apps(entries);
    AccessRules rules =
        new AccessRules(
            apps,
            AccessKeys.read(entries),
            AccessMethods.signed(entries, secrets),
            AccessMethods.jwt(entries, files),
            AccessMethods.webhook(entries, secrets));
    entries.requireAllRead(SECTIONS);
    requireSections(entries, apps, rules);
    return rules;
  }

  private static Map<String, AppRules> apps(AccessEntries entries) {
    Set<String> names = new TreeSet<>();
    for (String key : entries.under("apps")) {
      Matcher matcher = APP_KEY.matcher(key);
      if (!matcher.matches()) {
        throw entries.unknown(key, List.of("publish.accept", "publish.ask", "play.accept"));
      }
      if (!APP.matcher(matcher.group(1)).matches()) {
        throw entries.refused(key, "is not for an application (such as live, live/room1 or \"*\")");
      }
      names.add(matcher.group(1));
    }
    Map<String, AppRules> apps = new LinkedHashMap<>();
    for (String name : names) {
      String prefix = "apps." + name + ".";
      apps.put(
          name,
          new AppRules(action(entries, prefix + "publish"), action(entries, prefix + "play")));
    }
    if (apps.isEmpty()) {
      throw new ConfigException("apps", "has no application; nobody could do anything");
    }
    return apps;
  }

  private static ActionRules action(AccessEntries entries, String prefix) {
    List<AccessMethod> accept =
        entries
            .list(prefix + ".accept")
            .orElseThrow(
                () ->
                    new ConfigException(
                        prefix + ".accept", "is missing; [open] is for everybody, [] for nobody"))
            .stream()
            .map(label -> method(entries, prefix + ".accept", label))
            .toList();
    boolean asksAdobe =
        entries
            .text(prefix + ".ask")
            .map(how -> adobe(entries, prefix + ".ask", how))
            .orElse(false);
    if (asksAdobe && (prefix.endsWith("play") || !accept.contains(AccessMethod.KEYS))) {
      throw entries.refused(
          prefix + ".ask", "is for publish, and only where stream keys (keys) are accepted");
    }
    return new ActionRules(
        entries.ranges(prefix + ".allow"), entries.ranges(prefix + ".deny"), accept, asksAdobe);
  }

  private static AccessMethod method(AccessEntries entries, String key, String label) {
    return AccessMethod.of(label)
        .orElseThrow(
            () ->
                entries.refused(
                    key,
                    "'" + OneLine.of(label, 40) + "' is not keys, signed, jwt, webhook or open"));
  }

  private static boolean adobe(AccessEntries entries, String key, String how) {
    if (!how.equals("adobe")) {
      throw entries.refused(key, "is not adobe, the only scheme there is");
    }
    return true;
  }

  private static void requireSections(
      AccessEntries entries, Map<String, AppRules> apps, AccessRules rules) {
    apps.forEach(
        (name, app) -> {
          require(entries, rules, "apps." + name + ".publish.accept", app.publish());
          require(entries, rules, "apps." + name + ".play.accept", app.play());
        });
  }

  private static void require(
      AccessEntries entries, AccessRules rules, String key, ActionRules action) {
    for (AccessMethod method : action.accept()) {
      boolean there =
          switch (method) {
            case SIGNED -> rules.signed().isPresent();
            case JWT -> rules.jwt().isPresent();
            case WEBHOOK -> rules.webhook().isPresent();
            case KEYS, OPEN -> true;
          };
      if (!there) {
        throw entries.refused(key, "names " + method.label() + ", and there is no such section");
      }
    }
  }
}
