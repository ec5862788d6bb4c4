// Makes the shop and its one destination (environment: SINK), as installing and a form would.
import { connectDatabase, disconnectDatabase } from "../../app/db.server.ts";
import { saveDestination } from "../../app/destinations/save-destination.server.ts";
import { findOrNoteShop } from "../../app/shop-directory-store.server.ts";
import { SHOP } from "../settings.ts";

connectDatabase(process.env["DATABASE_URL"] ?? "");
const { shopId } = await findOrNoteShop(SHOP);
const form = { name: "ERP", url: process.env["SINK"] ?? "", concurrency: 64 };
const saved = await saveDestination(shopId, undefined, form, "bench");
if (!saved.ok) throw new Error(`the destination was refused: ${JSON.stringify(saved)}`);
await disconnectDatabase();
