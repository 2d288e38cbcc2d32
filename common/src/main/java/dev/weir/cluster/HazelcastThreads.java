package dev.weir.cluster;

/** The package's own threads: named, and never what keeps a process alive. */
final class HazelcastThreads {
  private HazelcastThreads() {}

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
