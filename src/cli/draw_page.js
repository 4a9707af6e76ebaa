// The view of a slice in space.  "slice" is the data that fulgurite wrote above.
(function () {
  "use strict";
  var place = document.getElementById("view"), legend = document.getElementById("legend");

  function bytes(text) {
    var binary = atob(text), list = new Uint8Array(binary.length);
    for (var n = 0; n < binary.length; n++) list[n] = binary.charCodeAt(n);
    return list.buffer;
  }

  // The box of the slice becomes -1 .. 1 in every coordinate.
  function position(x) {
    return x.map(function (c, i) {
      return 2 * (c - slice.low[i]) / (slice.high[i] - slice.low[i]) - 1;
    });
  }

  var renderer;
  try {
    renderer = new THREE.WebGLRenderer({antialias: true, preserveDrawingBuffer: true});
  } catch (error) {
    place.textContent = "This browser has no WebGL, which the picture needs.";
    return;
  }
  renderer.setPixelRatio(window.devicePixelRatio || 1);
  renderer.setClearColor(0xffffff);
  place.appendChild(renderer.domElement);
  var scene = new THREE.Scene();
  var camera = new THREE.PerspectiveCamera(32, 1, 0.1, 50);
  camera.up.set(0, 0, 1);
  scene.add(new THREE.AmbientLight(0xffffff, 0.62));
  var lamp = new THREE.DirectionalLight(0xffffff, 0.6);
  camera.add(lamp);
  lamp.position.set(0.5, 0.8, 1);
  scene.add(camera);

  // ---- surfaces: one side and the other, where they differ ----------------------

  function surface(one) {
    var geometry = new THREE.BufferGeometry(), group = new THREE.Group();
    var quantum = new Uint16Array(bytes(one.places)), places = new Float32Array(quantum.length);
    for (var n = 0; n < quantum.length; n++) places[n] = quantum[n] / 32767.5 - 1;
    geometry.setAttribute("position", new THREE.BufferAttribute(places, 3));
    geometry.setAttribute("normal", new THREE.BufferAttribute(new Int8Array(bytes(one.normals)), 3, true));
    geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(bytes(one.corners)), 1));
    [[one.front, THREE.FrontSide], [one.back, THREE.BackSide]].forEach(function (side) {
      var material = new THREE.MeshPhongMaterial({color: side[0], side: side[1], shininess: 18,
        specular: 0x222222, transparent: true, opacity: 1, polygonOffset: true, polygonOffsetFactor: 1,
        polygonOffsetUnits: 1});
      group.add(new THREE.Mesh(geometry, material));
    });
    return group;
  }

  // ---- curves: a prism for each piece, all in one geometry ----------------------

  function tube(pieces, color, radius) {
    var sides = 8, places = [], normals = [], corners = [];
    for (var n = 0; n < pieces.length; n += 6) {
      var a = new THREE.Vector3().fromArray(position(pieces.slice(n, n + 3)));
      var b = new THREE.Vector3().fromArray(position(pieces.slice(n + 3, n + 6)));
      var along = new THREE.Vector3().subVectors(b, a);
      if (along.length() < 1e-9) continue;
      along.normalize();
      a.addScaledVector(along, -0.25 * radius);
      b.addScaledVector(along, 0.25 * radius);
      var u = new THREE.Vector3(Math.abs(along.x) < 0.8 ? 1 : 0, Math.abs(along.x) < 0.8 ? 0 : 1, 0);
      u.cross(along).normalize();
      var v = new THREE.Vector3().crossVectors(along, u), first = places.length / 3;
      for (var k = 0; k < sides; k++) {
        var c = Math.cos(2 * Math.PI * k / sides), s = Math.sin(2 * Math.PI * k / sides);
        var out = new THREE.Vector3().addScaledVector(u, c).addScaledVector(v, s);
        [a, b].forEach(function (end) {
          places.push(end.x + radius * out.x, end.y + radius * out.y, end.z + radius * out.z);
          normals.push(out.x, out.y, out.z);
        });
        var i = first + 2 * k, j = first + 2 * ((k + 1) % sides);
        corners.push(i, j, i + 1, j, j + 1, i + 1);
      }
    }
    var geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.BufferAttribute(new Float32Array(places), 3));
    geometry.setAttribute("normal", new THREE.BufferAttribute(new Float32Array(normals), 3));
    geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(corners), 1));
    return new THREE.Mesh(geometry, new THREE.MeshPhongMaterial({color: color, shininess: 10, side: THREE.DoubleSide}));
  }

  function ball(point, color) {
    var Geometry = THREE.SphereGeometry || THREE.SphereBufferGeometry;
    var mesh = new THREE.Mesh(new Geometry(0.032, 24, 16), new THREE.MeshPhongMaterial({color: color}));
    mesh.position.fromArray(position(point));
    return mesh;
  }

  // ---- the box with its axes ---------------------------------------------------------

  function label(text, at, size) {
    var canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = 256;
    canvas.height = 64;
    pen.font = (size > 1 ? "italic " : "") + "40px Helvetica, Arial, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = size > 1 ? "#1f2933" : "#52606d";
    pen.fillText(text, 128, 32);
    var sprite = new THREE.Sprite(new THREE.SpriteMaterial({map: new THREE.CanvasTexture(canvas), transparent: true,
      depthWrite: false}));
    sprite.scale.set(0.42 * size, 0.105 * size, 1);
    sprite.position.fromArray(at);
    scene.add(sprite);
  }

  function line(points, color) {
    var geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.BufferAttribute(new Float32Array(points), 3));
    scene.add(new THREE.LineSegments(geometry, new THREE.LineBasicMaterial({color: color})));
  }

  function axes() {
    var edges = [], names = ["x", "y", "z"];
    [-1, 1].forEach(function (p) {
      [-1, 1].forEach(function (q) {
        edges.push(-1, p, q, 1, p, q, p, -1, q, p, 1, q, p, q, -1, p, q, 1);
      });
    });
    line(edges, 0xb8c2cc);
    for (var i = 0; i < 3; i++) {
      var step = slice.step[i], marks = [];
      // x and y at the lower edges in front, z at the one on the left
      var where = function (c, gap) {
        return i === 0 ? [c, -1 - gap, -1] : i === 1 ? [1 + gap, c, -1] : [-1 - gap, -1, c];
      };
      for (var n = Math.ceil(slice.low[i] / step - 1e-9); n * step <= slice.high[i] + 1e-9 * step; n++) {
        var c = 2 * (n * step - slice.low[i]) / (slice.high[i] - slice.low[i]) - 1;
        marks = marks.concat(where(c, 0), where(c, 0.03));
        label(String(Number((n * step).toPrecision(6))), where(c, 0.12), 0.8);
      }
      line(marks, 0x52606d);
      label(names[i], where(0, 0.3), 1.3);
    }
  }

  // ---- what the data says ---------------------------------------------------------------

  var materials = [];

  function row(text, swatches, objects) {
    var item = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", function () {
      objects.forEach(function (object) { object.visible = box.checked; });
      draw();
    });
    item.appendChild(box);
    swatches.forEach(function (color) {
      var swatch = document.createElement("i");
      swatch.style.background = color;
      item.appendChild(swatch);
    });
    item.appendChild(document.createTextNode(" " + text));
    legend.appendChild(item);
    objects.forEach(function (object) { scene.add(object); });
  }

  slice.surfaces.forEach(function (one) {
    var group = surface(one);
    group.children.forEach(function (mesh) { materials.push(mesh.material); });
    row(one.text, one.front === one.back ? [one.front] : [one.front, one.back], [group]);
  });
  slice.curves.forEach(function (one) { row(one.text, [one.color], [tube(one.pieces, one.color, 0.011)]); });
  slice.points.forEach(function (one) {
    row(one.text, [one.color], one.at.map(function (point) { return ball(point, one.color); }));
  });
  axes();
  var slider = document.getElementById("opacity");
  slider.addEventListener("input", function () {
    materials.forEach(function (material) {
      material.opacity = Number(slider.value);
      material.depthWrite = material.opacity > 0.95;
    });
    draw();
  });
  if (materials.length === 0) slider.parentNode.style.display = "none";

  // ---- the eye: turns with the pointer, nears with the wheel or two fingers ------------

  var turn = slice.turn[0], rise = slice.turn[1], distance = 6.8, pointers = {}, spread = 0;

  function draw() {
    camera.position.set(distance * Math.cos(rise) * Math.cos(turn), distance * Math.cos(rise) * Math.sin(turn),
      distance * Math.sin(rise));
    camera.lookAt(0, 0, 0);
    renderer.render(scene, camera);
  }

  function resize() {
    var width = place.clientWidth, height = place.clientHeight;
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    draw();
  }

  function gap() {
    var list = Object.keys(pointers).map(function (id) { return pointers[id]; });
    return list.length < 2 ? 0 : Math.hypot(list[0][0] - list[1][0], list[0][1] - list[1][1]);
  }

  function near(factor) {
    distance = Math.min(20, Math.max(1.5, distance * factor));
    draw();
  }

  place.addEventListener("pointerdown", function (event) {
    pointers[event.pointerId] = [event.clientX, event.clientY];
    spread = gap();
    if (place.setPointerCapture && event.isTrusted) place.setPointerCapture(event.pointerId);
  });
  place.addEventListener("pointermove", function (event) {
    var before = pointers[event.pointerId];
    if (!before) return;
    pointers[event.pointerId] = [event.clientX, event.clientY];
    if (spread > 0) {
      var wide = gap();
      near(spread / wide);
      spread = wide;
      return;
    }
    turn -= 0.008 * (event.clientX - before[0]);
    rise = Math.min(1.55, Math.max(-1.55, rise + 0.008 * (event.clientY - before[1])));
    draw();
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    place.addEventListener(name, function (event) {
      delete pointers[event.pointerId];
      spread = gap();
    });
  });
  place.addEventListener("wheel", function (event) {
    event.preventDefault();
    near(Math.exp(0.001 * event.deltaY));
  }, {passive: false});
  window.addEventListener("resize", resize);
  resize();
  document.body.setAttribute("data-drawn", String(renderer.info.render.triangles));
}());
