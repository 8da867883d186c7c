//! The colours of the window: the only place with literal colours. There is one set for each theme, and one of
//! strong contrast for each. Warm colours ask for attention, cool colours say what kind something is, grey is
//! ordinary. No meaning is carried by colour alone: icons, hatches, shapes and words stand beside it.

use egui::{Color32, Visuals};

/// Every colour of one theme.
#[derive(Debug, PartialEq)]
pub struct Tokens {
    /// Light text on dark.
    pub is_dark: bool,
    /// Frames stand in the place of levels of grey.
    pub is_strong: bool,
    /// Tables and plots lie on it.
    pub ground: Color32,
    /// Bars, side bar, facts.
    pub panel: Color32,
    /// Groups what belongs together.
    pub card: Color32,
    /// Chips, buttons, menus.
    pub raised: Color32,
    /// A button that is pressed, an entry that is chosen.
    pub pressed: Color32,
    /// A row under the pointer.
    pub hovered: Color32,
    /// Hairlines below rows.
    pub line: Color32,
    /// Frames of inputs, the line below a header.
    pub strong_line: Color32,
    /// The empty part of a bar or lane.
    pub lane: Color32,
    /// Names and values.
    pub text: Color32,
    /// Labels and secondary columns.
    pub second: Color32,
    /// Headers and axes: the weakest that may carry meaning.
    pub third: Color32,
    /// Zeros, and what is switched off.
    pub faint: Color32,
    /// Focus, links, cursor, brush: a state, never data.
    pub accent: Color32,
    /// The one primary button of a page.
    pub accent_fill: Color32,
    /// Text on it.
    pub on_accent: Color32,
    /// Selected rows.
    pub selection: Color32,
    /// *Look first*.
    pub look_first: Color32,
    /// Behind a word in that colour.
    pub look_first_ground: Color32,
    /// *Worth a look*.
    pub worth_a_look: Color32,
    /// Behind a word in that colour.
    pub worth_a_look_ground: Color32,
    /// *Note*.
    pub note: Color32,
    /// A session that gave access.
    pub came_in: Color32,
    /// An attempt that failed or was refused.
    pub failed: Color32,
    /// The families of kinds: screen, remote desktop, remote shell, network, VPN and gateway, machine.
    pub families: [Color32; 6],
    /// Text inside the bar of a session.
    pub on_bar: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const WHITE: Color32 = Color32::WHITE;
const BLACK: Color32 = Color32::BLACK;

/// Dark.
pub const DARK: Tokens = Tokens {
    is_dark: true,
    is_strong: false,
    ground: rgb(0x000E_1116),
    panel: rgb(0x0013_171D),
    card: rgb(0x0019_1E26),
    raised: rgb(0x0021_2833),
    pressed: rgb(0x002B_3441),
    hovered: rgb(0x001D_232D),
    line: rgb(0x0025_2C37),
    strong_line: rgb(0x003A_4453),
    lane: rgb(0x000E_1116),
    text: rgb(0x00E9_EDF3),
    second: rgb(0x00B6_BFCC),
    third: rgb(0x008D_98A8),
    faint: rgb(0x007C_8798),
    accent: rgb(0x008F_A2FF),
    accent_fill: rgb(0x004C_62D9),
    on_accent: WHITE,
    selection: rgb(0x0022_2C4E),
    look_first: rgb(0x00FA_6B45),
    look_first_ground: rgb(0x0035_1C19),
    worth_a_look: rgb(0x00FB_C537),
    worth_a_look_ground: rgb(0x0031_2813),
    note: rgb(0x009F_B4CE),
    came_in: rgb(0x00A9_B7C9),
    failed: rgb(0x00D3_7676),
    families: [
        rgb(0x005F_D6A6),
        rgb(0x003F_8ED4),
        rgb(0x00C9_AFFF),
        rgb(0x0094_A2B0),
        rgb(0x00C0_F1F5),
        rgb(0x0067_6D78),
    ],
    on_bar: rgb(0x000B_1017),
};

/// Light.
pub const LIGHT: Tokens = Tokens {
    is_dark: false,
    is_strong: false,
    ground: WHITE,
    panel: rgb(0x00F4_F6F8),
    card: WHITE,
    raised: rgb(0x00E9_ECF1),
    pressed: rgb(0x00DC_E1E9),
    hovered: rgb(0x00F0_F3F7),
    line: rgb(0x00E1_E5EB),
    strong_line: rgb(0x00BF_C7D2),
    lane: rgb(0x00F1_F3F6),
    text: rgb(0x0017_1B22),
    second: rgb(0x0043_4C5A),
    third: rgb(0x005C_6675),
    faint: rgb(0x0066_707F),
    accent: rgb(0x003D_55D6),
    accent_fill: rgb(0x003D_55D6),
    on_accent: WHITE,
    selection: rgb(0x00DD_E4FF),
    look_first: rgb(0x00A8_201A),
    look_first_ground: rgb(0x00FB_E7E2),
    worth_a_look: rgb(0x0094_5900),
    worth_a_look_ground: rgb(0x00FB_F0D6),
    note: rgb(0x004D_5F78),
    came_in: rgb(0x0066_788F),
    failed: rgb(0x009A_3140),
    families: [
        rgb(0x003C_7A57),
        rgb(0x002F_69BC),
        rgb(0x0062_2998),
        rgb(0x005D_6C80),
        rgb(0x0023_93B0),
        rgb(0x0082_868B),
    ],
    on_bar: WHITE,
};

/// Dark, with strong contrast.
pub const DARK_STRONG: Tokens = Tokens {
    is_dark: true,
    is_strong: true,
    ground: BLACK,
    panel: BLACK,
    card: BLACK,
    raised: BLACK,
    pressed: rgb(0x0000_3A8C),
    hovered: rgb(0x001E_1E1E),
    line: WHITE,
    strong_line: WHITE,
    lane: BLACK,
    text: WHITE,
    second: WHITE,
    third: WHITE,
    faint: WHITE,
    accent: rgb(0x00FF_E100),
    accent_fill: rgb(0x0000_3A8C),
    on_accent: WHITE,
    selection: rgb(0x0000_3A8C),
    look_first: rgb(0x00FF_8A66),
    look_first_ground: BLACK,
    worth_a_look: rgb(0x00FF_E100),
    worth_a_look_ground: BLACK,
    note: WHITE,
    came_in: WHITE,
    failed: rgb(0x00FF_9C9C),
    families: [
        rgb(0x006B_FFB8),
        rgb(0x006C_B8FF),
        rgb(0x00D9_C2FF),
        rgb(0x00C8_D2DC),
        WHITE,
        rgb(0x00A0_A0A0),
    ],
    on_bar: BLACK,
};

/// Light, with strong contrast.
pub const LIGHT_STRONG: Tokens = Tokens {
    is_dark: false,
    is_strong: true,
    ground: WHITE,
    panel: WHITE,
    card: WHITE,
    raised: WHITE,
    pressed: rgb(0x00CC_D6FF),
    hovered: rgb(0x00E6_E6E6),
    line: BLACK,
    strong_line: BLACK,
    lane: WHITE,
    text: BLACK,
    second: BLACK,
    third: BLACK,
    faint: BLACK,
    accent: rgb(0x0000_33CC),
    accent_fill: rgb(0x0000_33CC),
    on_accent: WHITE,
    selection: rgb(0x00CC_D6FF),
    look_first: rgb(0x008A_0000),
    look_first_ground: WHITE,
    worth_a_look: rgb(0x005C_3A00),
    worth_a_look_ground: WHITE,
    note: BLACK,
    came_in: BLACK,
    failed: rgb(0x007A_0020),
    families: [
        rgb(0x0000_522B),
        rgb(0x0000_3E85),
        rgb(0x004A_0F82),
        rgb(0x002B_3947),
        rgb(0x0000_586B),
        rgb(0x004A_4A4A),
    ],
    on_bar: WHITE,
};

impl Tokens {
    /// Those by which a window was given these visuals.
    pub fn of(visuals: &Visuals) -> &'static Self {
        match (
            visuals.dark_mode,
            visuals.panel_fill == BLACK || visuals.panel_fill == WHITE,
        ) {
            (true, false) => &DARK,
            (true, true) => &DARK_STRONG,
            (false, false) => &LIGHT,
            (false, true) => &LIGHT_STRONG,
        }
    }

    /// How wide the frame of a chip or button is: levels of grey are what low vision loses first.
    pub const fn frame(&self) -> f32 {
        if self.is_strong { 1.5 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&Tokens; 4] = [&DARK, &LIGHT, &DARK_STRONG, &LIGHT_STRONG];

    /// The relative luminance of WCAG 2.2.
    fn luminance(color: Color32) -> f32 {
        let part = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    fn contrast(one: Color32, other: Color32) -> f32 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn all_text_can_be_read_on_every_ground_that_it_stands_on() {
        for tokens in ALL {
            let least: f32 = if tokens.is_strong { 7.0 } else { 4.5 };
            let levels = [
                tokens.ground,
                tokens.panel,
                tokens.card,
                tokens.raised,
                tokens.hovered,
                tokens.selection,
            ];
            let mut pairs = Vec::new();
            for ground in levels {
                for text in [tokens.text, tokens.second, tokens.third] {
                    pairs.push((text, ground));
                }
            }
            for ground in [tokens.ground, tokens.panel, tokens.card] {
                for text in [
                    tokens.faint,
                    tokens.accent,
                    tokens.look_first,
                    tokens.worth_a_look,
                    tokens.note,
                    tokens.failed,
                ] {
                    pairs.push((text, ground));
                }
            }
            pairs.push((tokens.look_first, tokens.look_first_ground));
            pairs.push((tokens.worth_a_look, tokens.worth_a_look_ground));
            pairs.push((tokens.on_accent, tokens.accent_fill));
            for (text, ground) in pairs {
                let ratio = contrast(text, ground);
                assert!(ratio >= least, "{text:?} on {ground:?}: {ratio:.2}");
            }
            // Labels inside bars: only solid bars have them.
            for family in tokens.families.iter().take(2) {
                assert!(contrast(tokens.on_bar, *family) >= 4.5, "{family:?}");
            }
        }
    }

    #[test]
    fn marks_can_be_seen_on_the_ground() {
        for tokens in ALL {
            for mark in tokens
                .families
                .into_iter()
                .chain([tokens.came_in, tokens.failed])
            {
                let ratio = contrast(mark, tokens.lane);
                assert!(ratio >= 3.0, "{mark:?} on {:?}: {ratio:.2}", tokens.lane);
            }
        }
    }

    #[test]
    fn the_tokens_of_a_window_are_found_by_its_visuals() {
        for tokens in ALL {
            let visuals = super::super::visuals(tokens);
            assert_eq!(Tokens::of(&visuals), tokens);
        }
    }
}
