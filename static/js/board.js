"use strict";
// Draws the board's charts from the figures that stand in the tables beside them. Without it the tables say the same.
(() => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = getComputedStyle(document.body).fontFamily;

  const options = (data) => {
    const trend = data.kind === "trend";
    const words = { type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line-strong") } }, axisLabel: { color: colour("--ink-soft"), fontSize: 13 } };
    const numbers = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: colour("--line") } }, axisLabel: { color: colour("--ink-soft"), fontSize: 13 } };
    const calm = data.cases.map((all, at) => all - data.overdue[at]);
    return {
      animation: !still,
      textStyle: { fontFamily: font },
      color: [colour("--brand"), colour("--red")],
      grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, selectedMode: false, textStyle: { color: colour("--ink-soft"), fontSize: 13 } },
      // as text on the canvas: the security policy allows no styles in markup
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, formatter: (rows) => {
        const at = rows[0].dataIndex;
        return `${data.labels[at]}\n${data.names.cases} ${data.cases[at].toLocaleString()}\n${data.names.overdue} ${data.overdue[at].toLocaleString()}`;
      } },
      xAxis: trend ? words : numbers,
      yAxis: trend ? numbers : { ...words, inverse: true },
      series: trend
        ? [{ name: data.names.cases, type: "bar", data: data.cases, barMaxWidth: 22 }]
        : [
            { name: data.names.calm, type: "bar", stack: "all", data: calm, barMaxWidth: 16 },
            { name: data.names.overdue, type: "bar", stack: "all", data: data.overdue, barMaxWidth: 16 },
          ],
    };
  };

  document.querySelectorAll("[data-chart]").forEach((box) => {
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    if (!data.labels.length || !window.echarts) return;
    box.style.height = data.kind === "trend" ? "18rem" : `${Math.max(10, 3 + data.labels.length * 1.75)}rem`;
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(options(data));
    chart.on("click", (event) => { window.location.href = data.urls[event.dataIndex]; });
    new ResizeObserver(() => chart.resize()).observe(box);
  });
})();
