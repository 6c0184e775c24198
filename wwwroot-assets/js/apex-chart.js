// Draws what ChartDrawing.cs describes. All texts arrive finished; the only functions given to the library look them up.
import ApexCharts from "../lib/apexcharts/apexcharts.esm.js";

const nonce = () => document.querySelector("script[nonce]")?.nonce || undefined;

// The library lets labels run into one another on a narrow chart, so only each so-many-th is written.
const everyNth = (count, width, room) => Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / room))));

const categoryText = (d, width) => {
  const nth = everyNth(d.categories.length, width, 64);
  return (value) => (d.categories.indexOf(value) % nth === 0 ? value : "");
};

const tickText = (d, nth = 1) => (value) => {
  const last = d.ticks.length - 1;
  const at = ((value - d.min) / (d.max - d.min)) * last;
  const index = Math.round(at);
  return Math.abs(at - index) < 0.01 && index >= 0 && index <= last && index % nth === 0 ? d.ticks[index] : "";
};

const pointText = (d) => (_, at) => {
  if (!at) return "";
  return d.type === "donut" ? d.texts[0][at.seriesIndex] : d.texts[at.seriesIndex]?.[at.dataPointIndex] ?? "";
};

const seriesOf = (d) =>
  d.type === "donut"
    ? d.values[0].map((v) => Math.max(v ?? 0, 0))
    : d.names.map((name, s) => ({ name, data: d.values[s].map((y, i) => ({ x: d.categories[i], y })) }));

const optionsOf = (d, click, width) => {
  const axisText = { style: { colors: d.textColour, fontSize: "11px", fontFamily: "inherit" } };
  const heat = d.type === "heatmap";
  const donut = d.type === "donut";
  const options = {
    series: seriesOf(d),
    colors: d.colours,
    chart: {
      type: d.type,
      height: d.height,
      width: "100%",
      stacked: d.stacked,
      background: "transparent",
      fontFamily: "inherit",
      foreColor: d.textColour,
      nonce: nonce(),
      toolbar: { show: false },
      zoom: { enabled: false },
      selection: { enabled: false },
      animations: { enabled: false },
      redrawOnParentResize: true,
      events: {},
    },
    theme: { mode: d.dark ? "dark" : "light" },
    dataLabels: { enabled: false },
    legend: {
      show: d.legend,
      position: "bottom",
      horizontalAlign: "left",
      fontSize: "12px",
      labels: { colors: d.textColour },
      markers: { size: 5, strokeWidth: 0, offsetX: -3 },
      itemMargin: { horizontal: 8, vertical: 2 },
      onItemClick: { toggleDataSeries: !donut },
    },
    states: { active: { filter: { type: "none" } } },
    tooltip: { theme: d.dark ? "dark" : "light", shared: false, intersect: d.type !== "line", x: { formatter: (value, at) => d.categories[at?.dataPointIndex] ?? value }, y: { formatter: pointText(d) } },
    stroke: donut ? { width: 2, colors: [d.groundColour] } : heat ? { width: 2, colors: [d.groundColour] } : { width: d.type === "line" ? 2 : 0, curve: "straight", dashArray: d.type === "line" ? d.dashes : 0 },
  };
  if (donut) {
    options.labels = d.categories;
    options.plotOptions = {
      pie: {
        expandOnClick: false,
        donut: {
          size: "68%",
          labels: d.centreText
            ? {
                show: true,
                name: { show: true, offsetY: -300, formatter: () => "" },
                value: { show: true, offsetY: 7, fontSize: "18px", fontWeight: 650, color: d.textColour, formatter: () => d.centreText },
                total: { show: true, showAlways: true, label: "", formatter: () => d.centreText },
              }
            : { show: false },
        },
      },
    };
  } else {
    const values = { min: d.min, max: d.max, tickAmount: d.ticks.length - 1, labels: { ...axisText, formatter: tickText(d) } };
    const categories = {
      type: "category",
      labels: { ...axisText, rotate: 0, hideOverlappingLabels: false, trim: false, formatter: categoryText(d, width - 70) },
      axisBorder: { color: d.lineColour },
      axisTicks: { show: false },
      tooltip: { enabled: false },
      crosshairs: { show: d.type === "line" },
    };
    options.grid = { borderColor: d.lineColour, strokeDashArray: 3, padding: { left: d.type === "line" ? 16 : 8, right: 12, top: -12, bottom: 0 } };
    if (heat) {
      options.xaxis = categories;
      options.yaxis = { labels: { ...axisText, maxWidth: 200 } };
      options.plotOptions = { heatmap: { radius: 3, enableShades: false, colorScale: { ranges: d.shades } } };
    } else if (d.horizontal) {
      const nth = everyNth(d.ticks.length, width - 150, 56);
      options.xaxis = { ...categories, ...values, labels: { ...axisText, formatter: tickText(d, nth) } };
      options.yaxis = { labels: { ...axisText, maxWidth: 220 } };
      options.plotOptions = { bar: { horizontal: true, barHeight: "62%", borderRadius: 2 } };
    } else {
      options.xaxis = categories;
      options.yaxis = values;
      options.plotOptions = { bar: { columnWidth: "58%", borderRadius: 2, borderRadiusApplication: "end", borderRadiusWhenStacked: "last" } };
    }
    if (d.type === "line") options.markers = { size: 4, strokeWidth: 0, hover: { sizeOffset: 2 } };
  }
  if (d.clickable) {
    const report = (s, i) => click(donut ? 0 : s, i);
    if (d.type === "line") options.chart.events.markerClick = (_e, _c, at) => report(at.seriesIndex, at.dataPointIndex);
    else options.chart.events.dataPointSelection = (_e, _c, at) => report(at.seriesIndex, at.dataPointIndex);
  }
  return options;
};

// A chart takes the browser tens of milliseconds in which it hears no click, so a page draws those that are nearly in sight.
const NEAR = "50% 0px";

export function create(element, drawing, listener) {
  if (!element) return null;
  let chart;
  let wanted = drawing;
  let near = false;
  let alive = true;
  const click = (series, point) => alive && listener.invokeMethodAsync("PointClicked", series, point);

  // A new drawing replaces the old one whole: kinds, colours and the number of series may all have changed.
  const draw = () => {
    if (!wanted || !alive || !element.isConnected) return;
    chart?.destroy();
    element.classList.toggle("clickable", wanted.clickable);
    chart = new ApexCharts(element, optionsOf(wanted, click, element.clientWidth));
    wanted = undefined;
    return chart.render();
  };

  const watch = new IntersectionObserver((entries) => {
    near = entries.at(-1).isIntersecting;
    if (near) draw();
  }, { rootMargin: NEAR });
  watch.observe(element);
  // Paper has no fold.
  window.addEventListener("beforeprint", draw);

  return {
    update(d) {
      wanted = d;
      return near ? draw() : undefined;
    },
    destroy() {
      alive = false;
      watch.disconnect();
      window.removeEventListener("beforeprint", draw);
      chart?.destroy();
      element.replaceChildren();
    },
  };
}
