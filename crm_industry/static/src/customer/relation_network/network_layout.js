// Where the partners of a picture stand: the first one in the middle, the others on rings around it, each near the one that
// it hangs on. The same data gives the same picture.

const GAP = 110;
const RING = 190;
// Names are written from left to right: rings are ellipses, along the longer side of the picture.
const LONG = 1.4;
const SHORT = 0.6;
// Room for the names of the outermost partners.
const MARGIN = { x: 130, y: 60 };

/** Radius of each ring: room for its nodes, and for the rings inside. */
function radii(rings) {
    const found = [0];
    rings.slice(1).forEach((nodes, index) => {
        found.push(Math.max(found[index] + RING, (nodes.length * GAP) / (2 * Math.PI)));
    });
    return found;
}

/** The nodes of each ring, those that hang on the same node side by side. */
function sortIntoRings(nodes) {
    const rings = [];
    for (const node of nodes) {
        (rings[node.step] = rings[node.step] || []).push(node);
    }
    const order = new Map();
    const filled = Array.from(rings, (ring) => ring || []);
    for (const ring of filled) {
        ring.sort((one, two) => (order.get(one.parent) ?? Infinity) - (order.get(two.parent) ?? Infinity) || one.id - two.id);
        ring.forEach((node, place) => order.set(node.id, place));
    }
    return filled;
}

/** The smallest box that holds all places, with room for names. */
function boxAround(places) {
    const found = [...places.values()];
    const sides = (axis) => {
        const values = found.map((place) => place[axis]);
        return [Math.min(0, ...values) - MARGIN[axis], Math.max(0, ...values) + MARGIN[axis]];
    };
    const [left, right] = sides("x");
    const [top, bottom] = sides("y");
    return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * @param {{id: number, step: number, parent: number|false}[]} nodes
 * @param {boolean} wide whether the picture is wider than high
 * @returns {{places: Map<number, {x: number, y: number}>, box: {x: number, y: number, width: number, height: number}}}
 */
export function layOut(nodes, wide = true) {
    const rings = sortIntoRings(nodes);
    const radius = radii(rings);
    const places = new Map();
    const [across, down] = wide ? [LONG, SHORT] : [SHORT, LONG];
    rings.forEach((ring, step) => {
        ring.forEach((node, index) => {
            const angle = (2 * Math.PI * (index + (step % 2 ? 0 : 0.5))) / ring.length - Math.PI / 2;
            places.set(node.id, { x: across * radius[step] * Math.cos(angle), y: down * radius[step] * Math.sin(angle) });
        });
    });
    return { places, box: boxAround(places) };
}
