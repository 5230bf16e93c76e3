import { registry } from "@web/core/registry";

const PIXEL =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const question = (name) => `.o_visit_question:contains(${name})`;

function standInShanghai() {
    navigator.geolocation.getCurrentPosition = (found) =>
        found({ coords: { latitude: 31.2304, longitude: 121.4737, accuracy: 12 } });
}

/** What the camera of a phone does with its picture. */
function takePicture({ anchor }) {
    const bytes = Uint8Array.from(atob(PIXEL), (letter) => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "shelf.png", { type: "image/png" }));
    const input = anchor.querySelector("input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Nothing is wider than the phone, and what is tapped is as large as a thumb. */
function fitsThePhone() {
    const page = document.querySelector(".o_visit_route_page");
    if (page.scrollWidth > page.clientWidth) {
        throw new Error(`The page is ${page.scrollWidth} wide on ${page.clientWidth}.`);
    }
    for (const button of page.querySelectorAll(".o_visit_column button, .o_visit_column a, .o_visit_column label.btn")) {
        const { height } = button.getBoundingClientRect();
        if (height && height < 43) {
            throw new Error(`“${button.textContent.trim()}” is only ${height} high.`);
        }
        if (button.dataset.points && height > 50) {
            throw new Error(`The figures of ${button.dataset.points} stand below one another.`);
        }
    }
}

// A day on the road, with one thumb.
registry.category("web_tour.tours").add("visit_route", {
    steps: () => [
        { content: "one of the day, one that is late", trigger: ".o_visit_day [name=progress]:contains(0 of 2 done)" },
        { trigger: ".o_visit_card:contains(Late Shop):contains(due)", run: fitsThePhone },
        { trigger: ".o_visit_card:contains(Harbour Trading)", run: "click" },
        { trigger: ".o_visit_column a[href^='tel:']:contains(021-555)" },
        { trigger: ".o_visit_column a[href^='geo:']:contains(Bund 1)", run: standInShanghai },
        { trigger: "button[name=check_in]", run: "click" },
        { trigger: `${question("Shelf")} [data-points='16']`, run: fitsThePhone },
        { content: "what is missing is counted", trigger: "button[name=finish]:contains(2 left)" },
        { trigger: `${question("Sign")} [data-choice=no]`, run: "click" },
        { trigger: `${question("Sign")} [name=deviation]` },
        { trigger: `${question("Shelf")} [data-points='16']`, run: "click" },
        { trigger: `${question("Shelf")} [data-points='16'].btn-primary` },
        { trigger: `${question("Shelf")} label:contains(Photo)`, run: takePicture },
        { trigger: `${question("Shelf")} img.o_visit_photo` },
        { trigger: "textarea[name=note]", run: "edit Asks for a new sign" },
        { trigger: "button[name=finish]:not(:contains(left))", run: "click" },
        { trigger: ".o_visit_column [name=done]:contains(Deviations 1)", run: fitsThePhone },
        { trigger: "button[name=back]", run: "click" },
        { trigger: ".o_visit_day [name=progress]:contains(1 of 2 done)" },
        { trigger: "button[name=after]", run: "click" },
        { trigger: ".o_visit_column [name=empty]" },
        { trigger: "button[name=today]", run: "click" },
        { trigger: ".o_visit_card:contains(Harbour Trading):contains(Done)" },
    ],
});
