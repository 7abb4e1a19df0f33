// Follows a long piece of work by asking for its JSON, more slowly the longer it takes, and moves on when it is done.
const SOONEST = 1000;
const LATEST = 8000;

export function startProgress(part) {
  const bar = part.querySelector("progress");
  const words = part.querySelector("[data-progress-text]");
  const refresh = part.querySelector("[data-progress-refresh]");
  if (!part.dataset.progress) return;
  let pause = SOONEST;

  async function ask() {
    try {
      const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return giveUp();
      const job = await answer.json();
      bar.value = job.percent;
      // A status region is read out when it changes: only change it when there is something new.
      if (words.textContent !== job.text) words.textContent = job.text;
      if (job.is_done) return job.next ? window.location.assign(job.next) : window.location.reload();
      pause = Math.min(pause * 1.15, LATEST);
    } catch {
      words.textContent = "We cannot reach Casework just now. The work carries on; we will ask again.";
      pause = LATEST;
    }
    window.setTimeout(ask, pause);
  }

  // Signed out, or the work is no longer ours to see: say so, and leave the link to find out.
  function giveUp() {
    words.textContent = "We can no longer follow this work from here. Refresh the page to see where it stands.";
    refresh.hidden = false;
  }

  refresh.hidden = true;
  window.setTimeout(ask, pause);
}
