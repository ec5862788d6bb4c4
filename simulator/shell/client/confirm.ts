import { element } from "./dom.ts";

export interface Question {
  title: string;
  body: string;
  points?: string[];
  yes: string;
  no: string;
  critical?: boolean;
}

/** Asks the person in a dialog over the whole admin; closing it means no. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const no = element("button", { type: "button" }, question.no);
    const yes = element(
      "button",
      { type: "button", class: question.critical ? "primary critical" : "primary" },
      question.yes,
    );
    const dialog = element(
      "dialog",
      { class: "confirm", "aria-label": question.title },
      element("h2", {}, question.title),
      element("p", {}, question.body),
      element("ul", {}, ...(question.points ?? []).map((point) => element("li", {}, point))),
      element("div", { class: "buttons" }, no, yes),
    );
    const end = (answer: boolean) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    no.addEventListener("click", () => end(false));
    yes.addEventListener("click", () => end(true));
    dialog.addEventListener("cancel", () => end(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
