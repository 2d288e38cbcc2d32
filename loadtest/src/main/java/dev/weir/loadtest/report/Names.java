package dev.weir.loadtest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Things by name, made when a name is first used. There are never more than a number of them: what
 * comes later shares one thing called {@link #OTHERS}. Safe for use from several threads.
 */
final class Names<T> {
  static final String OTHERS = "(others)";

  private final int most;
  private final Supplier<T> make;
  private final Map<String, T> things = new ConcurrentHashMap<>();
  private final List<String> order = new ArrayList<>();

  Names(int most, Supplier<T> make) {
    this.most = most;
    this.make = make;
  }

  T get(String name) {
    T known = things.get(name);
    return known != null ? known : add(name);
  }

  /** What all of them are now, in the order in which they were first named. */
  synchronized <R> Map<String, R> copy(Function<T, R> function) {
    Map<String, R> copy = new LinkedHashMap<>();
    order.forEach(name -> copy.put(name, function.apply(things.get(name))));
    return copy;
  }

  private synchronized T add(String name) {
    String known = things.size() < most - 1 ? name : OTHERS;
    T thing = things.get(name);
    if (thing != null) {
      return thing;
    }
    if (!things.containsKey(known)) {
      order.add(known);
      things.put(known, make.get());
    }
    return things.get(known);
  }
}
