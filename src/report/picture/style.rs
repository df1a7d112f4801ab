//! Colours and patterns: in light, in dark and on paper. A credit is told by its pattern as well as by its
//! colour.

use maud::{Markup, html};

/// How many colours and patterns there are.
pub const KINDS: usize = 6;

/// Of a drawing. Plain classes, so that a viewer without variables shows it too.
pub const DRAWING: &str = "\
text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:#1f2328}\
text.head{font-weight:600}text.big{font-size:16px;font-weight:600}text.muted{fill:#57606a}\
text.small{font-size:12px;fill:#57606a}text.halo{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round;fill:#1f2328}text.end{text-anchor:end}text.middle{text-anchor:middle}\
.ground{fill:#fff}.grid{stroke:#d8dee4;stroke-width:1}.base{stroke:#6e7781;stroke-width:1}\
.now{stroke:#1f2328;stroke-width:1;stroke-dasharray:3 3}.goal{stroke:#1f2328;stroke-width:1;stroke-dasharray:6 3}\
.window{fill:#eef1f4}.value{fill:none;stroke:#1f2328;stroke-width:2}.cash{fill:#8c959f}\
.edge{fill:none;stroke:#1f2328;stroke-width:1}.swatch{stroke:#1f2328;stroke-width:1}\
.whole{fill:none;stroke:#6e7781;stroke-dasharray:2 3}.mark{fill:#fff;stroke:#1f2328;stroke-width:1.5}\
.full{fill:#1f2328}.ahead{opacity:.45}.ink{stroke:#fff;stroke-width:2;fill:none}.dot{fill:#fff}\
.k0{fill:#0969da}.k1{fill:#bc4c00}.k2{fill:#1a7f37}.k3{fill:#8250df}.k4{fill:#bf3989}.k5{fill:#7d4e00}\
@media screen and (prefers-color-scheme:dark){\
text{fill:#e6edf3}text.muted,text.small{fill:#9da7b3}text.halo{stroke:#0d1117;fill:#e6edf3}.ground{fill:#0d1117}.grid{stroke:#30363d}\
.base{stroke:#8b949e}.now,.goal,.value,.edge,.swatch{stroke:#e6edf3}.window{fill:#1c2128}.cash{fill:#768390}\
.whole{stroke:#8b949e}.mark{fill:#0d1117;stroke:#e6edf3}.full{fill:#e6edf3}.ink{stroke:#0d1117}.dot{fill:#0d1117}\
.k0{fill:#58a6ff}.k1{fill:#f0883e}.k2{fill:#56d364}.k3{fill:#bc8cff}.k4{fill:#ff7bbf}.k5{fill:#d4a72c}}";

/// Of a page around it.
pub const PAGE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;background:#fff;color:#1f2328}\
main{max-width:1040px;margin:0 auto;padding:16px}h1{font-size:22px;margin:8px 0}h2{font-size:17px;margin:28px 0 8px}\
p{margin:6px 0}figure{margin:16px 0;border:1px solid #d8dee4;border-radius:6px;overflow:hidden}\
svg{display:block;width:100%;height:auto}svg.narrow{display:none}\
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:14px;width:100%}\
th,td{text-align:left;padding:5px 8px;border-bottom:1px solid #d8dee4;white-space:nowrap;vertical-align:top}\
td.wide{white-space:normal;min-width:160px}.right{text-align:right;font-variant-numeric:tabular-nums}\
.muted{color:#57606a}\
@media (max-width:700px){main{padding:12px}svg.wide{display:none}svg.narrow{display:block}}\
@media screen and (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}\
figure,th,td{border-color:#30363d}.muted{color:#9da7b3}}\
@media print{main{max-width:none;padding:0}svg.wide{display:block}svg.narrow{display:none}\
figure,tr{break-inside:avoid}.scroll{overflow:visible}td,th{white-space:normal}\
svg,svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

/// The name of a credit's pattern in a `fill`.
pub fn fill(place: usize, suffix: &str) -> String {
    format!("url(#k{}-{suffix})", kind(place))
}

/// From a credit's place to its colour and pattern: the first six differ in both, and 36 in one of them.
fn kind(place: usize) -> usize {
    place % (KINDS * KINDS)
}

/// The patterns of so many credits.
pub fn patterns(credits: usize, suffix: &str) -> Markup {
    html! {
        defs {
            @for place in 0..credits.min(KINDS * KINDS) {
                (pattern(place, suffix))
            }
        }
    }
}

fn pattern(place: usize, suffix: &str) -> Markup {
    let colour = place % KINDS;
    let shape = (place + place / KINDS) % KINDS;
    html! {
        pattern id={ "k" (place) "-" (suffix) } width="8" height="8" patternUnits="userSpaceOnUse" {
            rect class={ "k" (colour) } width="8" height="8" {}
            @match shape {
                1 => { path class="ink" d="M-2 2L2 -2M0 8L8 0M6 10L10 6" {} }
                2 => { path class="ink" d="M0 4H8" {} }
                3 => { circle class="dot" cx="4" cy="4" r="1.8" {} }
                4 => { path class="ink" d="M-2 6L2 10M0 0L8 8M6 -2L10 2" {} }
                5 => { path class="ink" d="M4 0V8" {} }
                _ => {}
            }
        }
    }
}
