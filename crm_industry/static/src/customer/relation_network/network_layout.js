// Where the partners of a picture stand: the first one in the middle, the others on rings around it, each near the one that
// it hangs on. The same data gives the same picture.

const GAP = 110;
const RING = 190;

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

/**
 * @param {{id: number, step: number, parent: number|false}[]} nodes
 * @returns {{places: Map<number, {x: number, y: number}>, size: number}} `size`: half the width of the picture
 */
export function layOut(nodes) {
    const rings = sortIntoRings(nodes);
    const radius = radii(rings);
    const places = new Map();
    rings.forEach((ring, step) => {
        ring.forEach((node, index) => {
            const angle = (2 * Math.PI * (index + (step % 2 ? 0 : 0.5))) / ring.length - Math.PI / 2;
            places.set(node.id, { x: radius[step] * Math.cos(angle), y: radius[step] * Math.sin(angle) });
        });
    });
    return { places, size: (radius.at(-1) || 0) + RING };
}
