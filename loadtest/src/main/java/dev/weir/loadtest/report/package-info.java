/**
 * What a load test leaves behind: a book of measures that is written while it runs, a summary with
 * the objectives that hold or break, the summary as JSON and Markdown, and what adds up or compares
 * such files.
 *
 * <pre>{@code
 * MeasureBook book = new MeasureBook();
 * book.time("connect", 3.2);
 * book.add("missing frames", 0);
 * RunSummary summary = book.summary(facts, List.of(
 *     new Slo("connect", Statistic.P99, Bound.AT_MOST, 500, "ms"),
 *     new Slo("missing frames", Statistic.SUM, Bound.AT_MOST, 0, "frames")));
 * ReportFiles.write(summary, directory);
 * }</pre>
 *
 * <p>It does not know what makes the load, RTMP, nor any server; a measure is a name and values.
 */
package dev.weir.loadtest.report;
