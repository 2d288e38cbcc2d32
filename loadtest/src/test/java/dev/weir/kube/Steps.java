package dev.weir.kube;

import java.util.List;

/**
 * What a controller does next.
 *
 * @param create how many pods of the newest version; for a StatefulSet the number of the pod plus
 *     one, or 0
 * @param delete which go
 */
record Steps<P extends PodStatus>(int create, List<P> delete) {
  static <P extends PodStatus> Steps<P> none() {
    return new Steps<>(0, List.of());
  }
}
