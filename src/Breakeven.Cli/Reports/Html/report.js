// Draws the page's charts from the record that the page carries. Every figure is the record's; nothing is loaded.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const read = id => JSON.parse(document.getElementById(id + "-json").textContent);
  const record = read("record"), maps = read("maps"), detail = record.detail;
  const print = matchMedia("print"), dark = matchMedia("(prefers-color-scheme: dark)");

  // Colours are the style sheet's, which changes them with the scheme.
  const colour = name => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const money = (value, digits = 0) => value == null ? "no end" : (value < 0 ? "-$" : "$") + Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const axisMoney = value => value >= 1e6 ? "$" + value / 1e6 + "M" : value >= 1e4 ? "$" + value / 1e3 + "k" : money(value, value !== 0 && Math.abs(value) < 10 && value % 1 !== 0 ? 2 : 0);
  const number = value => value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  const escape = text => String(text).replace(/[&<>"']/g, c => "&#" + c.charCodeAt(0) + ";");
  const sum = values => values.reduce((a, b) => a + b, 0);
  const narrow = box => box.width < 520;
  // Dark words on light fills, light ones on dark.
  const inkOn = fill => {
    const [r, g, b] = fill.match(/[\da-f]{2}/gi).map(one => parseInt(one, 16) / 255).map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.19 ? "#16191d" : "#ffffff";
  };

  const lineNames = {
    work: "serving", idle: "idle", spares: "spare", start_ups: "starting", power: "power", colocation: "space", staff: "people",
    input: "tokens in", cached_input: "tokens in, cached", output: "tokens out", batch: "batch",
  };
  const wayNames = { always_on: "always on", by_the_hour: "by the hour", by_the_token: "by the token" };
  const wayColour = way => colour({ always_on: "on", by_the_hour: "hour", by_the_token: "output" }[way]);
  const partOf = line => line.line === "work" ? (line.way === "always_on" ? "on" : "hour")
    : line.line === "idle" ? (line.way === "always_on" ? "on-idle" : "hour-idle")
    : { cached_input: "token-cached", start_ups: "start" }[line.line] || line.line;
  // Power, space and people need no word of the boxes they belong to.
  const lineName = line => (line.line === "work" || line.line === "idle" || line.line === "spares" ? wayNames[line.way] + ", " : "") + (lineNames[line.line] || line.line);

  const base = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink"), fontSize: 12 },
    tooltip: {
      trigger: "axis", confine: true, backgroundColor: colour("card"), borderColor: colour("line"), padding: [8, 12],
      textStyle: { color: colour("ink"), fontSize: 12 }, axisPointer: { type: "line", lineStyle: { color: colour("soft"), width: 1 } },
    },
  });
  const legend = (extra = {}) => ({ type: "plain", left: 0, top: 0, padding: [0, 0, 0, 1], itemWidth: 11, itemHeight: 11, itemGap: 14, icon: "roundRect", textStyle: { color: colour("soft"), fontSize: 12 }, ...extra });
  const quiet = { axisLine: { show: false }, axisTick: { show: false } };
  const valueAxis = (extra = {}) => ({
    type: "value", ...quiet, splitNumber: 4, axisLabel: { color: colour("soft"), fontSize: 11 }, splitLine: { lineStyle: { color: colour("grid") } },
    nameTextStyle: { color: colour("soft"), fontSize: 11 }, ...extra,
  });
  const baseLine = () => ({ axisLine: { show: true, lineStyle: { color: colour("soft") } }, axisTick: { show: false } });
  // Rows a legend takes at a width, by a rough measure of its words.
  const legendRows = (names, width) => {
    let rows = 1, used = 0;
    for (const name of names) {
      const needs = 31 + name.length * 6.4;
      if (used > 0 && used + needs > width) { rows++; used = 0; }
      used += needs;
    }
    return rows;
  };

  const stacked = (box, perHour, labels, tick, tip, named) => {
    const names = perHour.map(one => one.name), rows = named ? legendRows(names, box.width) : 0;
    return {
      ...base(),
      tooltip: {
        ...base().tooltip,
        formatter: points => `<b>${escape(tip(points[0].dataIndex))}</b><br>` + points.filter(one => one.value > 0).reverse()
          .map(one => `${one.marker}${escape(one.seriesName)} <b style="float:right;margin-left:1.5em">${money(one.value, 2)}</b>`).join("<br>")
          + `<br>together <b style="float:right;margin-left:1.5em">${money(sum(points.map(one => one.value)), 2)}</b>`,
      },
      legend: legend({ data: names, show: named }),
      grid: { left: 4, right: 8, top: rows * 20 + 28, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: { type: "category", data: labels, boundaryGap: false, ...baseLine(), axisLabel: { color: colour("soft"), fontSize: 11, interval: tick, hideOverlap: true }, splitLine: { show: false } },
      yAxis: valueAxis({ name: "$ an hour", nameLocation: "end", nameGap: 8, nameTextStyle: { color: colour("soft"), fontSize: 11, align: "left" }, axisLabel: { color: colour("soft"), fontSize: 11, formatter: axisMoney } }),
      series: perHour.map(one => ({
        name: one.name, type: "line", stack: "bill", step: "end", symbol: "none", color: one.colour, lineStyle: { width: 0 }, areaStyle: { color: one.colour, opacity: 1 }, emphasis: { disabled: true }, data: one.values,
      })),
    };
  };

  // The last hour is drawn as wide as the others: a step needs a point behind it.
  const closed = values => values.concat(values[values.length - 1]);

  const draw = {
    bill(box) {
      const hours = record.hours.length;
      const lines = detail.bill.map(line => ({ name: lineName(line), colour: colour(partOf(line)), values: closed(line.cents_by_hour.map(cents => cents / 100)) }));
      const days = hours > 72;
      const every = days ? 24 * (narrow(box) ? 10 : 5) : narrow(box) ? 12 : 6;
      return stacked(box, lines, Array.from({ length: hours + 1 }, (_, hour) => days ? "day " + (Math.floor(hour / 24) + 1) : hour + " h"),
        index => index % every === 0, index => `day ${Math.floor(index / 24) + 1}, ${String(index % 24).padStart(2, "0")}:00`, true);
    },
    day(box) {
      const lines = detail.bill.map(line => {
        const sums = Array(24).fill(0), counts = Array(24).fill(0);
        line.cents_by_hour.forEach((cents, hour) => { sums[hour % 24] += cents / 100; counts[hour % 24]++; });
        return { name: lineName(line), colour: colour(partOf(line)), values: closed(sums.map((all, hour) => all / counts[hour])) };
      });
      return stacked(box, lines, Array.from({ length: 25 }, (_, hour) => hour + " h"), index => index % 6 === 0, index => `${index % 24}:00 to ${index % 24 + 1}:00`, false);
    },
    mix(box) {
      const hours = detail.served_by.length, width = box.width, height = box.height;
      const sorted = detail.served_by.map(hour => ({ ...hour, all: hour.always_on + hour.by_the_hour + hour.bought }))
        // Hours of one level may be served in different ways; beside each other they are read as one.
        .sort((a, b) => Math.round((b.all - a.all) * 1e6) || b.always_on - a.always_on || b.by_the_hour - a.by_the_hour);
      const crossings = detail.cheapest.slice(1).filter(one => one.from_hours > 0 && one.from_hours < hours - 0.5);
      const line = label => ({
        silent: true, symbol: "none", lineStyle: { color: colour("soft"), type: [4, 4], width: 1 },
        data: crossings.map(one => ({ xAxis: one.from_hours, label: { show: label, formatter: `${Math.round(one.from_hours)} h`, color: colour("soft"), fontSize: 11, position: "end" } })),
      });
      const names = detail.screening_curves.map(one => one.name);
      const top = legendRows(names, width) * 20 + 26, split = Math.round(top + (height - top) * 0.42), second = split + 62;
      // Stacking wants an axis of categories: each area reaches down to the ground, and the next is drawn over it.
      const used = [["always_on", "always_on"], ["by_the_hour", "by_the_hour"], ["by_the_token", "bought"]].filter(([, member]) => sorted.some(hour => hour[member] > 1e-9));
      const upTo = (hour, last) => sum(used.slice(0, last + 1).map(([, member]) => hour[member]));
      const areas = used.map(([key], last) => ({
        name: wayNames[key], type: "line", xAxisIndex: 1, yAxisIndex: 1, step: "end", symbol: "none", color: wayColour(key), lineStyle: { width: 0 }, areaStyle: { color: wayColour(key), opacity: 1, origin: "start" },
        emphasis: { disabled: true }, z: 10 - last, data: sorted.map((hour, rank) => [rank, upTo(hour, last)]).concat([[hours, upTo(sorted[hours - 1], last)]]),
      }));
      const most = Math.max(...detail.screening_curves.map(one => one.fixed_usd + one.usd_per_hour * hours));
      const least = Math.min(...detail.screening_curves.map(one => one.fixed_usd + one.usd_per_hour * hours));
      // One way may cost so much more than the others that theirs would lie on the ground.
      const roof = most > 4 * least ? 2.5 * least : undefined;
      const tip = points => {
        const at = points[0].axisValue;
        const hour = sorted[Math.min(hours - 1, Math.floor(at))], say = (name, value) => `${escape(name)} <b style="float:right;margin-left:1.5em">${value}</b>`;
        return [`<b>${number(Math.round(at))} h</b>`, ...detail.screening_curves.map(one => say(one.name, money(one.fixed_usd + one.usd_per_hour * at))), ...used.map(([key, member]) => say("replicas " + wayNames[key], number(hour[member])))].join("<br>");
      };
      const x = index => ({ type: "value", gridIndex: index, min: 0, max: hours, ...baseLine(), splitLine: { show: false }, axisLabel: { color: colour("soft"), fontSize: 11, hideOverlap: true } });
      const y = (index, name, formatter) => valueAxis({ gridIndex: index, name, nameLocation: "end", nameGap: 8, nameTextStyle: { color: colour("soft"), fontSize: 11, align: "left", padding: [0, 0, 0, -40] }, axisLabel: { color: colour("soft"), fontSize: 11, formatter } });
      return {
        ...base(),
        tooltip: { ...base().tooltip, formatter: tip },
        legend: [legend({ data: names, top: 0 }), legend({ data: used.map(([key]) => wayNames[key]), top: split + 26, right: 0, left: "auto" })],
        axisPointer: { link: [{ xAxisIndex: "all" }] },
        grid: [{ left: 52, right: 14, top, height: split - top, outerBoundsMode: "none" }, { left: 52, right: 14, top: second, height: height - second - 40, outerBoundsMode: "none" }],
        xAxis: [{ ...x(0), axisLabel: { show: false } }, { ...x(1), name: "hours of the month in which at least so many are wanted", nameLocation: "middle", nameGap: 26, nameTextStyle: { color: colour("soft"), fontSize: 11 } }],
        yAxis: [{ ...y(0, "$ a replica over the month", axisMoney), max: roof, ...(roof ? { axisLabel: { color: colour("soft"), fontSize: 11, formatter: axisMoney, showMaxLabel: false } } : {}) }, y(1, "replicas wanted")],
        series: [
          ...detail.screening_curves.map((one, i) => ({
            name: one.name, type: "line", symbol: "none", color: wayColour(one.way), lineStyle: { width: 2.2 }, clip: true, emphasis: { disabled: true },
            data: [0, 0.25, 0.5, 0.75, 1].map(part => [part * hours, one.fixed_usd + one.usd_per_hour * part * hours]).concat(crossings.map(cross => [cross.from_hours, one.fixed_usd + one.usd_per_hour * cross.from_hours])).sort((a, b) => a[0] - b[0]),
            markLine: i === 0 && crossings.length ? line(true) : undefined,
          })),
          ...areas.map((area, i) => ({ ...area, markLine: i === 0 && crossings.length ? line(false) : undefined })),
        ],
      };
    },
    alternatives(box) {
      const shown = record.choices.slice(0, 12), rows = shown.map((choice, i) => ({ choice, outlook: record.outlooks[i] })).reverse();
      box.height = rows.length * (narrow(box) ? 42 : 34) + 70;
      const ends = rows.flatMap(row => [row.choice.usd_per_month, ...(row.outlook ? [row.outlook.usd_per_month_low, row.outlook.usd_per_month_high, row.outlook.expected_usd_per_month] : [])]).filter(one => one != null);
      const cheapest = shown[0].usd_per_month, most = Math.max(...ends);
      // A rare case of ten times the cost would squeeze all others together: the axis ends, and the figure says so.
      const end = most > 4 * cheapest ? Math.max(4 * cheapest, 1.1 * Math.max(...shown.map(one => one.usd_per_month))) : most * 1.04;
      const bars = rows.map((row, i) => ({ value: [i, row.outlook ? row.outlook.usd_per_month_low ?? end : null, row.outlook ? row.outlook.usd_per_month_high ?? Infinity : null], first: i === rows.length - 1 })).filter(one => one.value[1] != null);
      const item = (params, api) => {
        const index = api.value(0), low = api.value(1), high = api.value(2), cut = !(high <= end);
        const from = api.coord([Math.min(low, end), index]), to = api.coord([Math.min(high, end), index]), tall = 12, first = index === rows.length - 1;
        const wide = Math.max(2, to[0] - from[0]), y = from[1] - tall / 2;
        return {
          type: "group", children: [
            { type: "polygon", shape: { points: cut ? [[from[0], y], [from[0] + wide - 7, y], [from[0] + wide, from[1]], [from[0] + wide - 7, y + tall], [from[0], y + tall]] : [[from[0], y], [from[0] + wide, y], [from[0] + wide, y + tall], [from[0], y + tall]] }, style: { fill: first ? colour("on") : colour("on-idle") } },
          ],
        };
      };
      const within = value => value != null && value <= end;
      const label = narrow(box) ? 112 : 200;
      return {
        ...base(),
        tooltip: {
          ...base().tooltip, axisPointer: { type: "shadow", shadowStyle: { color: colour("grid"), opacity: 0.5 } },
          formatter: points => {
            const { choice, outlook } = rows[points[0].dataIndex];
            const say = (name, value) => `${name} <b style="float:right;margin-left:1.5em">${value}</b>`;
            return [`<b>${escape(choice.choice)}</b>`, say("as predicted", money(choice.usd_per_month)),
              ...(outlook ? [say("to be expected", money(outlook.expected_usd_per_month)), say("nine in ten", money(outlook.usd_per_month_low) + " to " + money(outlook.usd_per_month_high)), say("cheapest in", Math.round(outlook.chance_cheapest * 100) + " %")] : [])].join("<br>");
          },
        },
        legend: legend({ data: [{ name: "nine in ten cases", icon: "rect" }, { name: "to be expected", icon: "diamond" }, { name: "as predicted", icon: "circle" }] }),
        grid: { left: label, right: 16, top: 34, bottom: 26, outerBoundsMode: "none" },
        xAxis: valueAxis({ min: 0, max: end, axisLabel: { color: colour("soft"), fontSize: 11, formatter: axisMoney, hideOverlap: true, showMaxLabel: false }, splitNumber: narrow(box) ? 3 : 5 }),
        yAxis: { type: "category", data: rows.map(row => row.choice.choice), ...baseLine(), axisLine: { show: false }, axisLabel: { color: colour("ink"), fontSize: 12, width: label - 12, overflow: "break", lineHeight: 14, interval: 0 } },
        series: [
          { name: "nine in ten cases", type: "custom", renderItem: item, encode: { x: [1, 2], y: 0 }, data: bars, color: colour("on-idle"), z: 2 },
          { name: "to be expected", type: "scatter", symbol: "diamond", symbolSize: 11, color: colour("ink"), itemStyle: { borderColor: colour("paper"), borderWidth: 1.5 }, z: 4, data: rows.map((row, i) => [row.outlook && within(row.outlook.expected_usd_per_month) ? row.outlook.expected_usd_per_month : null, i]) },
          { name: "as predicted", type: "scatter", symbol: "circle", symbolSize: 9, color: colour("ink"), itemStyle: { color: colour("paper"), borderColor: colour("ink"), borderWidth: 2 }, z: 3, data: rows.map((row, i) => [row.choice.usd_per_month, i]) },
        ],
      };
    },
    memory(box) {
      const memory = detail.memory_per_gpu, blues = ["#00517f", "#0072b2", "#3d97cc", "#7ab8de", "#a5cde8", "#c8e0f1"];
      const outside = memory.device_bytes - memory.weights_bytes - memory.workspace_bytes - memory.runtime_bytes - memory.cache_bytes;
      // What is too thin to be seen stands together; the figures tell all apart.
      const seen = memory.classes.filter(one => one.bytes >= 0.015 * memory.device_bytes).sort((a, b) => b.bytes - a.bytes), rest = memory.weights_bytes - sum(seen.map(one => one.bytes));
      const weights = rest > 0 ? [...seen, { class: seen.length ? "others" : "all", bytes: rest }] : seen;
      const parts = [
        ...weights.map((one, i) => ["weights, " + one.class.replaceAll("_", " "), one.bytes, blues[i % blues.length]]),
        ["activations and sampler", memory.workspace_bytes, colour("input")], ["libraries and communication", memory.runtime_bytes, colour("start")],
        ["cache and state", memory.cache_bytes, colour("hour")], ["left free by the engine", Math.max(0, outside), colour("spares")],
      ];
      const rows = legendRows(parts.map(part => part[0]), box.width);
      box.height = rows * 20 + 104;
      return {
        ...base(),
        tooltip: { ...base().tooltip, trigger: "item", formatter: one => `${one.marker}${escape(one.seriesName)} <b style="margin-left:1em">${number(one.value)} GB</b>` },
        legend: legend({ data: parts.map(part => part[0]) }),
        grid: { left: 2, right: 14, top: rows * 20 + 14, height: 52, outerBoundsMode: "none" },
        xAxis: valueAxis({ min: 0, max: memory.device_bytes / 1e9, axisLabel: { color: colour("soft"), fontSize: 11, hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right", formatter: value => Math.round(value) + " GB" }, splitLine: { show: false } }),
        yAxis: { type: "category", data: [""], ...quiet, axisLabel: { show: false } },
        series: parts.map(([name, bytes, fill]) => ({
          name, type: "bar", stack: "memory", barWidth: 46, color: fill, data: [bytes / 1e9], itemStyle: { borderColor: colour("paper"), borderWidth: 1 },
          label: { show: bytes / memory.device_bytes > (narrow(box) ? 0.14 : 0.07), formatter: one => number(Math.round(one.value * 10) / 10) + " GB", fontSize: 11, color: inkOn(fill) },
        })),
      };
    },
    sensitivity(box) {
      const now = record.answer.usd_per_month;
      const shifts = [...record.traffic_shifts, { factor: 1, kept_usd_per_month: now, replanned_usd_per_month: now, best_usd_per_month: now, best: record.answer.choice }].sort((a, b) => a.factor - b.factor);
      const times = factor => factor === 0.5 ? "half" : factor === 1 ? "as described" : factor === 2 ? "twice" : factor + " times";
      const bar = (name, member, fill) => ({ name, type: "bar", barMaxWidth: 44, barGap: "12%", color: fill, data: shifts.map(shift => shift[member]), label: { show: !narrow(box), position: "top", color: colour("soft"), fontSize: 11, formatter: one => money(one.value) } });
      const names = ["boxes kept", "planned anew", "the cheapest then"], rows = legendRows(names, box.width);
      return {
        ...base(),
        tooltip: {
          ...base().tooltip, axisPointer: { type: "shadow", shadowStyle: { color: colour("grid"), opacity: 0.5 } },
          formatter: points => `<b>${escape(points[0].axisValue)}</b><br>` + points.map(one => `${one.marker}${escape(one.seriesName)} <b style="float:right;margin-left:1.5em">${one.value == null ? "cannot serve it" : money(one.value)}</b>`).join("<br>") + `<br>${escape(shifts[points[0].dataIndex].best)}`,
        },
        legend: legend({ data: names }),
        grid: { left: 4, right: 8, top: rows * 20 + 24, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
        xAxis: { type: "category", data: shifts.map(shift => times(shift.factor)), ...baseLine(), axisLabel: { color: colour("ink"), fontSize: 12 } },
        yAxis: valueAxis({ axisLabel: { color: colour("soft"), fontSize: 11, formatter: axisMoney } }),
        series: [bar(names[0], "kept_usd_per_month", colour("staff")), bar(names[1], "replanned_usd_per_month", colour("spares")), bar(names[2], "best_usd_per_month", colour("accent"))],
      };
    },
    map(box, at) {
      const map = maps[at], fills = map.colours.map(colour), key = way => String.fromCharCode(65 + way % 26);
      const cells = map.cheapest.flatMap((row, y) => row.map((way, x) => way == null ? null : { value: [x, y, way], itemStyle: { color: fills[way % fills.length] }, label: { color: inkOn(fills[way % fills.length]) } })).filter(one => one);
      return {
        ...base(),
        tooltip: { ...base().tooltip, trigger: "item", formatter: one => `${escape(map.x_title)} ${escape(map.x[one.value[0]])}<br>${escape(map.y_title)} ${escape(map.y[one.value[1]])}<br><b>${escape(map.ways[one.value[2]])}</b>` },
        grid: { left: 4, right: 8, top: 28, bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
        visualMap: { show: false, type: "piecewise", dimension: 2, pieces: map.ways.map((_, i) => ({ value: i, color: fills[i % fills.length] })) },
        xAxis: { type: "category", data: map.x, name: map.x_title, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: colour("soft"), fontSize: 11 }, ...quiet, axisLabel: { color: colour("soft"), fontSize: 11, hideOverlap: true } },
        yAxis: { type: "category", data: map.y, name: map.y_title, nameLocation: "end", nameGap: 8, nameTextStyle: { color: colour("soft"), fontSize: 11, align: "left" }, ...quiet, axisLabel: { color: colour("soft"), fontSize: 11 } },
        series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: colour("paper"), borderWidth: 1 }, label: { show: true, formatter: one => key(one.value[2]), fontSize: 12 }, emphasis: { itemStyle: { borderColor: colour("ink"), borderWidth: 2 } } }],
      };
    },
  };

  // A4 within its margins; two beside each other share it as the style sheet has it. The page has no layout for paper yet when its charts are drawn, so their sizes stand here.
  const onPaper = el => {
    const beside = el.closest(".pair")?.querySelectorAll(".chart").length > 1;
    return { width: !beside ? 680 : el.dataset.chart === "day" ? 260 : 395, height: el.classList.contains("tall") ? 440 : el.classList.contains("map") ? 340 : 230 };
  };
  const charts = new Map();
  const drawAll = () => {
    for (const el of document.querySelectorAll("[data-chart]")) {
      const [name, at] = el.dataset.chart.split("-");
      charts.get(el)?.dispose();
      el.style.height = "";
      const box = print.matches ? onPaper(el) : { width: el.clientWidth, height: el.clientHeight };
      const option = draw[name](box, Number(at));
      if (!print.matches) el.style.height = box.height + "px";
      // Pages are counted before anything is drawn for them, so what a chart will take must be known.
      const paper = onPaper(el);
      draw[name](paper, Number(at));
      el.style.setProperty("--paper", paper.height + "px");
      const chart = echarts.init(el, null, { renderer: "svg", width: box.width, height: box.height });
      chart.setOption(option);
      charts.set(el, chart);
    }
  };
  drawAll();

  let width = innerWidth, waiting;
  addEventListener("resize", () => {
    if (print.matches || innerWidth === width) return;
    width = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 120);
  });
  dark.addEventListener("change", drawAll);
  // On paper the colours are the light ones; sizes stay, and the style sheet fits them to the column.
  print.addEventListener("change", drawAll);
})();
