package dev.weir.cluster;

import com.hazelcast.map.IMap;
import com.hazelcast.query.PagingPredicate;
import com.hazelcast.query.Predicates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads a map whole, up to a limit. Blocks. */
final class HazelcastPage {
  /** Entries one reading returns at most, about 3 MB of text. */
  static final int MAX_ENTRIES = 10_000;

  private HazelcastPage() {}

  /** The readable values, ordered by key. */
  static <T> List<T> read(IMap<String, String> map, Function<String, Optional<T>> parse) {
    PagingPredicate<String, String> page = Predicates.pagingPredicate(MAX_ENTRIES);
    List<T> found = new ArrayList<>();
    for (Map.Entry<String, String> entry : map.entrySet(page)) {
      parse.apply(entry.getValue()).ifPresent(found::add);
    }
    return found;
  }
}
