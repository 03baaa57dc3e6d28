"use strict";
// Draws the figures that stand in the tables (docs/pages.md, “Charts”). Without it the tables say the same.
(() => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const palette = [1, 2, 3, 4, 5, 6].map((n) => colour(`chart-${n}`));
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = getComputedStyle(document.body).fontFamily;
  const soft = colour("ink-soft");
  const small = { color: soft, fontSize: 13 };

  const writer = (data) => {
    const digits = { minimumFractionDigits: data.decimals, maximumFractionDigits: data.decimals };
    return (value) => (value === null || value === undefined || Number.isNaN(value) ? "—" : value.toLocaleString(document.documentElement.lang, digits) + (data.unit ? ` ${data.unit}` : ""));
  };

  const top = (data) => data.top ?? Math.max(1, ...data.series.flatMap((each) => each.values));

  const axes = (data, lying, width) => {
    const longest = Math.max(72, Math.min(220, width * 0.36));
    const words = {
      type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("line-strong") } },
      axisLabel: lying ? { ...small, width: longest, overflow: "truncate" } : { ...small, hideOverlap: true },
    };
    const numbers = {
      type: "value", minInterval: data.decimals ? undefined : 1, splitLine: { lineStyle: { color: colour("line") } }, axisLabel: { ...small, hideOverlap: true },
      ...(data.kind === "line" && data.top !== null ? { max: data.top } : {}),
    };
    return lying ? { xAxis: numbers, yAxis: { ...words, inverse: true } } : { xAxis: words, yAxis: numbers };
  };

  // One picture per kind: what ECharts wants beside the common options.
  const kinds = {
    flat: (data, width) => {
      const lying = data.kind === "bars" || data.kind === "stacked";
      const line = data.kind === "line";
      return {
        ...axes(data, lying, width),
        tooltip: { trigger: "axis", axisPointer: { type: line ? "line" : "shadow" }, formatter: (rows) => [rows[0].name, ...rows.map((row) => `${row.seriesName} ${writer(data)(row.value)}`)].join("\n") },
        series: data.series.map((each) => ({
          name: each.name, type: line ? "line" : "bar", data: each.values, stack: data.kind === "stacked" ? "all" : undefined,
          barMaxWidth: lying ? 16 : 28, symbolSize: 8, connectNulls: false,
        })),
      };
    },
    radar: (data, width) => ({
      radar: { indicator: data.labels.map((name) => ({ name, max: top(data) })), radius: width < 500 ? "44%" : "64%", center: ["50%", "55%"], axisName: { ...small, width: Math.max(60, width * (width < 500 ? 0.2 : 0.18)), overflow: "breakAll" }, splitArea: { show: false }, splitLine: { lineStyle: { color: colour("line") } }, axisLine: { lineStyle: { color: colour("line") } } },
      tooltip: { trigger: "item", formatter: (one) => [one.name, ...data.labels.map((label, at) => `${label} ${writer(data)(one.value[at])}`)].join("\n") },
      series: [{ type: "radar", data: data.series.map((each) => ({ name: each.name, value: each.values, areaStyle: { opacity: 0.08 } })) }],
    }),
    heat: (data, width) => {
      const { xAxis, yAxis } = axes({ ...data, kind: "bars" }, true, width);
      return {
        xAxis: { ...xAxis, type: "category", data: data.series.map((each) => each.name), minInterval: undefined, position: "top", axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } }, yAxis,
        grid: { left: 16, right: 8, top: 8, bottom: 8, containLabel: true },
        legend: { show: false },
        visualMap: { show: false, min: 0, max: top(data), inRange: { color: [colour("brand-wash"), colour("chart-1")] } },
        tooltip: { trigger: "item", formatter: (one) => `${data.labels[one.value[1]]}\n${data.series[one.value[0]].name} ${writer(data)(one.value[2])}` },
        series: [{
          type: "heatmap", itemStyle: { borderColor: colour("paper"), borderWidth: 2 },
          data: data.series.flatMap((each, x) => each.values.flatMap((value, y) => (value === null ? [] : [{ value: [x, y, value], label: { color: value > top(data) * 0.5 ? colour("paper") : colour("ink") } }]))),
          label: { show: true, fontSize: 12, formatter: (one) => writer({ ...data, unit: "" })(one.value[2]) },
        }],
      };
    },
  };

  const options = (data, width) => ({
    animation: !still,
    textStyle: { fontFamily: font },
    color: data.series.map((each, at) => (each.tone ? colour(each.tone) : palette[at % palette.length])),
    // patterns, so that series are told apart without colour
    aria: { enabled: true, label: { enabled: false }, decal: { show: data.series.length > 1 && data.kind !== "radar" && data.kind !== "heat" } },
    grid: { left: 16, right: 24, top: data.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: { show: data.series.length > 1, type: "scroll", top: 0, left: 0, itemWidth: 14, itemHeight: 10, selectedMode: false, textStyle: small },
    ...((kinds[data.kind] || kinds.flat)(data, width)),
  });

  const height = (data) => {
    if (data.kind === "radar") return "24rem";
    if (data.kind === "bars" || data.kind === "stacked" || data.kind === "heat") {
      const each = data.kind === "bars" ? 1.1 * data.series.length + 0.7 : 1.75;
      return `${Math.max(8, 3 + data.labels.length * each)}rem`;
    }
    return "18rem";
  };

  const place = (data, event) => {
    if (data.kind === "radar") return "";
    const [series, at] = data.kind === "heat" ? event.value : [event.seriesIndex, event.dataIndex];
    return data.series[series].urls[at] || "";
  };

  document.querySelectorAll("[data-chart]").forEach((box) => {
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    if (!data.labels.length || !data.series.length || !window.echarts) return;
    box.hidden = false;
    box.style.height = height(data);
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    const draw = () => {
      const shown = options(data, box.clientWidth);
      // as text on the canvas: the security policy allows no styles in markup
      shown.tooltip = { renderMode: "richText", confine: true, ...shown.tooltip };
      chart.setOption(shown, true);
    };
    draw();
    chart.on("click", (event) => {
      const url = place(data, event);
      if (url) window.location.href = url;
    });
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth === width) return;
      width = box.clientWidth;
      chart.resize();
      draw();
    }).observe(box);
  });
})();
