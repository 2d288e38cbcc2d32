/**
 * The load tests: what each is told, its objectives, and its Gatling simulation.
 *
 * <p>Gatling makes a simulation by its class's name, so what it needs stands in the {@link
 * dev.weir.loadtest.simulation.LoadStage} of the process. It does not know whose server it loads,
 * how that was started, nor consoles.
 */
package dev.weir.loadtest.simulation;
