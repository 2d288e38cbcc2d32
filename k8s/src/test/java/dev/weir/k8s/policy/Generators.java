package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Generators of a load run all at once and once, each with a stream of its own, go where clients
 * go, and end without harm to nodes. What their options mean is tested where they are read.
 */
final class Generators {
  private static final Pattern URL =
      Pattern.compile("--(?:publish-)?url=rtmps?://([a-z0-9-]+):(\\d+)/[^/]+/(.+)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\((\\w+)\\)");
  private static final String INDEX =
      "metadata.annotations['batch.kubernetes.io/job-completion-index']";

  private Generators() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (JsonNode job : manifests.kind("Job")) {
      int completions = job.at("/spec/completions").asInt(1);
      complaints.unless(
          job.at("/spec/completionMode").asText().equals("Indexed")
              && job.at("/spec/parallelism").asInt(1) == completions,
          "%s: its generators run one after another, or do not know which they are",
          Manifests.title(job));
      complaints.unless(
          job.path("spec").has("backoffLimitPerIndex")
              && job.at("/spec/backoffLimitPerIndex").asInt() == 0
              && job.at("/spec/template/spec/restartPolicy").asText().equals("Never"),
          "%s: a load that failed begins again",
          Manifests.title(job));
    }
    for (Workload workload : manifests.workloads()) {
      if (workload.component().equals("load")) {
        load(manifests, workload, complaints);
      }
    }
  }

  private static void load(Manifests manifests, Workload load, Complaints complaints) {
    Set<String> variables = new HashSet<>();
    for (JsonNode variable : load.container().path("env")) {
      boolean isIndex = variable.at("/valueFrom/fieldRef/fieldPath").asText().equals(INDEX);
      if (isIndex) {
        variables.add(variable.path("name").asText());
      }
    }
    List<String> arguments = new ArrayList<>();
    load.container().path("args").forEach(argument -> arguments.add(argument.asText()));
    complaints.unless(
        arguments.contains("--print-summary"), "%s: nobody learns what it saw", load.title());
    for (String argument : arguments) {
      Matcher references = VARIABLE.matcher(argument);
      complaints.unless(
          references.results().allMatch(found -> variables.contains(found.group(1))),
          "%s: %s refers to something else than its number",
          load.title(),
          argument);
      if (argument.contains("url=")) {
        url(manifests, load, argument, complaints);
      }
    }
    JsonNode resources = load.container().path("resources");
    complaints.unless(
        resources.at("/limits").has("memory")
            && resources.at("/limits/memory").equals(resources.at("/requests/memory"))
            && load.pod().path("priorityClassName").isMissingNode(),
        "%s: it may take memory or places from nodes",
        load.title());
  }

  private static void url(
      Manifests manifests, Workload load, String argument, Complaints complaints) {
    Matcher url = URL.matcher(argument);
    boolean parsed = url.matches();
    Optional<? extends JsonNode> service =
        parsed ? manifests.find("Service", url.group(1)) : Optional.empty();
    // A rendering of the generators alone has no Services.
    complaints.unless(
        manifests.kind("Service").isEmpty()
            || service.filter(found -> offers(found, url.group(2))).isPresent(),
        "%s: %s is no Service of nodes",
        load.title(),
        argument);
    complaints.unless(
        parsed && VARIABLE.matcher(url.group(3)).find(),
        "%s: %s is one stream for all generators",
        load.title(),
        argument);
  }

  private static boolean offers(JsonNode service, String port) {
    return service.at("/spec/ports").findValuesAsText("port").contains(port);
  }
}
