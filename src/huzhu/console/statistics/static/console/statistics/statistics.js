"use strict";
/* Draws the page's own figures: map, bars and line of the measure chosen. The table needs none of it. */
(function () {
  const box = document.getElementById("pictures");
  if (!box || !window.echarts) return;
  const choice = document.getElementById("measure");
  const ink = "#1c2733";
  const shades = ["#f3e7e5", "#dda39e", "#b8544d", "#84201b"];
  const charts = {};

  function load(address) {
    return fetch(address, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
  }

  /* 1234567 → 123.46万; money comes in whole fen. */
  function brief(value) {
    const chinese = document.documentElement.lang !== "en";
    const steps = chinese ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, " bn"], [1e6, " m"], [1e3, " k"]];
    for (const [unit, word] of steps) {
      if (Math.abs(value) >= unit) return String(Math.round(value / unit * 100) / 100) + word;
    }
    return String(value);
  }

  function chart(name) {
    const place = box.querySelector('[data-chart="' + name + '"]');
    if (!place) return null;
    charts[name] = charts[name] || echarts.init(place, null, { renderer: "svg" });
    return charts[name];
  }

  function draw(data, shapes) {
    const measure = data.measures.find(function (one) { return one.name === choice.value; });
    const scale = measure.is_money ? 100 : 1;
    const value = function (row) { return row.values[measure.name] / scale; };
    const text = function (row) { return row.texts[measure.name]; };
    if (shapes) drawMap(data.rows, shapes, measure, value, text);
    drawBars(data.rows, measure, value, text);
    drawLine(data.months, measure, value, text);
    listMonths(data.months, measure, text);
  }

  function drawMap(rows, shapes, measure, value, text) {
    const target = chart("map");
    const byCode = {};
    rows.forEach(function (row) { byCode[row.code] = row; });
    const items = shapes.features.map(function (shape) {
      const row = byCode[shape.properties.code];
      return row
        ? { name: shape.properties.name, value: value(row), text: text(row), code: row.code }
        : { name: shape.properties.name };
    });
    const top = Math.max.apply(null, rows.map(value).concat([1]));
    target.setOption({
      animation: false,
      tooltip: {
        formatter: function (item) {
          return echarts.format.encodeHTML(item.name) + (item.data && item.data.text ? "<br>" + echarts.format.encodeHTML(item.data.text) : "");
        }
      },
      visualMap: { min: 0, max: top, calculable: true, left: 0, bottom: 0, itemHeight: 90, inRange: { color: shades }, formatter: brief },
      series: [{
        type: "map", map: "province", nameProperty: "name", data: items, roam: false,
        selectedMode: false, label: { show: shapes.features.length < 20, color: ink, fontSize: 11 },
        itemStyle: { areaColor: "#f1f2f4", borderColor: "#8c96a1" },
        emphasis: { label: { show: true, color: ink }, itemStyle: { areaColor: "#e6c27a" } }
      }]
    }, true);
    target.off("click");
    target.on("click", function (item) {
      const link = document.querySelector('#table a[data-code="' + (item.data && item.data.code) + '"]');
      if (link) link.click();
    });
  }

  function drawBars(rows, measure, value, text) {
    const shown = rows.slice().sort(function (a, b) { return value(b) - value(a); }).slice(0, 20).reverse();
    chart("bar").setOption({
      animation: false,
      aria: { enabled: true },
      grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis", axisPointer: { type: "shadow" },
        formatter: function (items) {
          const row = shown[items[0].dataIndex];
          return echarts.format.encodeHTML(row.name) + "<br>" + echarts.format.encodeHTML(text(row));
        }
      },
      xAxis: { type: "value", axisLabel: { formatter: brief } },
      yAxis: { type: "category", data: shown.map(function (row) { return row.name; }), axisLabel: { color: ink } },
      series: [{
        type: "bar", data: shown.map(value), itemStyle: { color: "#1f5687" }, barMaxWidth: 16,
        label: { show: true, position: "right", color: ink, formatter: function (item) { return brief(item.value); } }
      }]
    }, true);
  }

  function drawLine(months, measure, value, text) {
    chart("line").setOption({
      animation: false,
      aria: { enabled: true },
      grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis",
        formatter: function (items) {
          const row = months[items[0].dataIndex];
          return echarts.format.encodeHTML(row.month) + "<br>" + echarts.format.encodeHTML(text(row));
        }
      },
      xAxis: { type: "category", data: months.map(function (row) { return row.month; }), axisLabel: { color: ink } },
      yAxis: { type: "value", axisLabel: { formatter: brief } },
      series: [{ type: "line", data: months.map(value), itemStyle: { color: "#9f2a24" }, symbolSize: 7 }]
    }, true);
  }

  function listMonths(months, measure, text) {
    const table = document.createElement("table");
    table.className = "table table-dense";
    months.forEach(function (row) {
      const line = table.insertRow();
      line.insertCell().textContent = row.month;
      const cell = line.insertCell();
      cell.className = "num";
      cell.textContent = text(row);
    });
    box.querySelector("[data-months]").replaceChildren(table);
  }

  const wanted = [load(box.dataset.source), box.dataset.map ? load(box.dataset.map) : null];
  Promise.all(wanted).then(function (loaded) {
    const data = loaded[0];
    let shapes = loaded[1];
    const codes = new Set(data.rows.map(function (row) { return row.code; }));
    if (shapes) {
      const deeper = new Set(shapes.features.filter(function (shape) { return codes.has(shape.properties.code); })
        .map(function (shape) { return shape.properties.parent_code; }));
      if (box.hasAttribute("data-place")) {
        shapes = { type: shapes.type, features: shapes.features.filter(function (shape) {
          return deeper.has(shape.properties.parent_code);
        }) };
      }
      if (shapes.features.length) echarts.registerMap("province", shapes);
      else shapes = null;
    }
    draw(data, shapes);
    choice.addEventListener("change", function () { draw(data, shapes); });
    window.addEventListener("resize", function () {
      Object.values(charts).forEach(function (one) { one.resize(); });
    });
  }).catch(function () {
    const note = document.createElement("p");
    note.className = "alert alert-warning";
    note.textContent = box.dataset.failed;
    box.prepend(note);
  });
})();
