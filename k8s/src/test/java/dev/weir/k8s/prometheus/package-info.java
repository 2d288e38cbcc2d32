/** The questions that rules, dashboard and autoscalers ask of Prometheus. */
package dev.weir.k8s.prometheus;
