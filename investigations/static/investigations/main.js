// Comfort only: every page works without any of this.
import { initAll as startPatterns } from "../govuk/govuk-frontend.min.js";
import { initAll as startCasePatterns } from "../moj/moj-frontend.min.js";
import { startProgress } from "./progress.js";
import { startResumable } from "./resume.js";
import { startUpload } from "./upload.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
startPatterns();
startCasePatterns();

for (const part of document.querySelectorAll("[data-progress]")) startProgress(part);
for (const form of document.querySelectorAll("[data-upload]")) startUpload(form);
for (const area of document.querySelectorAll("[data-upload-resumable]")) startResumable(area);

// On a phone the filters would push the list off the screen: closed until asked for.
if (window.matchMedia("(max-width: 56em)").matches) {
  for (const part of document.querySelectorAll("details[data-narrow-closed]")) part.open = Boolean(part.querySelector(".govuk-error-message"));
}

// There too the parts of a case stand in one line that slides: begin where the reader is.
const line = document.querySelector(".case-nav__list");
const here = line?.querySelector("[aria-current]");
if (here) line.scrollLeft = here.offsetLeft - line.offsetLeft - 40;
